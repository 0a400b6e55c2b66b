"""Does the engine hold what it promises? Surveys of invented countries, estimated as a run does."""
