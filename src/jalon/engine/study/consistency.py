"""What the parts of a study must agree on."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import inf

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.study.parts import Contents, Margin, Variable, WhatIf, in_language
from jalon.errors import Problem, ReadableError

# What the tables of direct estimates call their own domains; a variable would be taken for one.
DOMAINS = ("nation", "region", "area")


def contradictions(study: Contents) -> list[Problem]:
    """Return everything in which a study contradicts itself; nothing of its data is read."""
    return [
        *_population(study),
        *_languages(study),
        *_outcome(study),
        *_variables(study),
        *_terms(study),
        *_interactions(study),
        *_factor_groups(study),
        *_margins(study),
        *_census(study),
        *_survey(study),
        *_effects(study),
        *_classification(study),
        *_harmonisation(study),
        *_what_if(study),
    ]


def covariate_names(study: Contents) -> tuple[str, ...]:
    """Return the covariates that the file of covariates offers."""
    return tuple(study.covariates.columns) if study.covariates else ()


def term_parts(term: str) -> tuple[str, ...]:
    """Return the variables of a term: `age:sex` has two."""
    return tuple(part.strip() for part in term.split(":"))


def model_members(study: Contents) -> tuple[str, ...]:
    """Return the variables and covariates that the model uses, in order of first use."""
    return tuple(dict.fromkeys(part for term in study.model.terms for part in term_parts(term)))


def with_unknown(study: Contents) -> tuple[str, ...]:
    """Return the variables whose missing values are kept apart instead of losing the person.

    They are in no term of the model: a person without a value is estimated all the same, and
    belongs to none of the variable's groups. Margins say how many children each level has, so a
    variable with a margin leaves no room for the unknown.
    """
    needed = {*model_members(study), *(margin.variable for margin in study.margins)}
    return tuple(name for name in study.variables if name not in needed)


def _wrong(key: str, code: str, **facts: object) -> Problem:
    return Problem(key, code, {"key": key, **facts})


def _population(study: Contents) -> Iterator[Problem]:
    low, high = study.population.ages
    if low > high:
        yield _wrong("population.ages", "study-ages-reversed", low=low, high=high)


def _languages(study: Contents) -> Iterator[Problem]:
    if not study.languages:
        yield _wrong("languages", "study-empty-list")
    for language in study.sheets.languages:
        if language not in study.languages:
            yield _wrong("sheets.languages", "study-language-unlisted", language=language)


def _outcome(study: Contents) -> Iterator[Problem]:
    outcome = study.outcome
    if (outcome.rule is None) == (outcome.sql is None):
        yield _wrong("outcome", "study-one-of", first="rule", second="sql")
    if outcome.rule is not None:
        yield from _rule(study, outcome.rule)


def _rule(study: Contents, name: str) -> Iterator[Problem]:
    rule = RULES.get(name)
    if rule is None:
        yield _wrong("outcome.rule", "outcome-rule-unknown", rule=name, known=", ".join(RULES))
        return
    # Every rule is told the age, which the survey's own key gives.
    given = {"age", *study.outcome.columns}
    for column in sorted(set(rule.required) - given):
        yield _wrong("outcome.columns", "outcome-column-missing", rule=name, column=column)
    known = (*rule.required, *rule.optional)
    for column in sorted(given - set(known)):
        yield _wrong(
            "outcome.columns", "outcome-column-unknown", rule=name, column=column, known=known
        )
    try:
        rule.parameters.read({"ages": study.population.ages, **study.outcome.parameters})
    except ReadableError as error:
        yield Problem.of("outcome.parameters", error)


def _variables(study: Contents) -> Iterator[Problem]:
    if not study.variables:
        yield _wrong("variables", "study-empty-list")
    for name, variable in study.variables.items():
        key = f"variables.{name}"
        if len(variable.levels) < 2 or len(set(variable.levels)) < len(variable.levels):
            yield _wrong(f"{key}.levels", "study-levels-too-few")
        if name in covariate_names(study):
            yield _wrong(key, "study-name-twice", name=name)
        if name in DOMAINS:
            yield _wrong(key, "study-name-reserved", name=name)
        yield from _maps(key, variable)


def _maps(key: str, variable: Variable) -> Iterator[Problem]:
    for source, mapping in (("survey", variable.survey), ("census", variable.census)):
        where = f"{key}.{source}"
        if (mapping.column is None) == (mapping.sql is None):
            yield _wrong(where, "study-one-of", first="column", second="sql")
        if mapping.recode and mapping.bands:
            yield _wrong(where, "study-one-of", first="recode", second="bands")
        yield from _bands(f"{where}.bands", mapping.bands)
        names = mapping.names(variable.levels)
        for level in (*mapping.recode.values(), *mapping.bands):
            if level not in names:
                yield _wrong(where, "study-level-unknown", level=level, known=", ".join(names))
        for fine in mapping.coarse.values():
            for level in fine:
                if level not in variable.levels:
                    known = ", ".join(variable.levels)
                    yield _wrong(f"{where}.coarse", "study-level-unknown", level=level, known=known)
    if variable.survey.coarse:
        yield _wrong(f"{key}.survey.coarse", "study-coarse-survey")


def _bands(key: str, bands: Mapping[str, tuple[float | None, float | None]]) -> Iterator[Problem]:
    limits = {
        level: (-inf if low is None else low, inf if high is None else high)
        for level, (low, high) in bands.items()
    }
    for level, (low, high) in limits.items():
        # Not "low > high": a limit that is no number is refused too.
        if not low <= high:
            yield _wrong(key, "study-band-reversed", level=level, low=low, high=high)
    ordered = sorted(limits.items(), key=lambda item: item[1])
    for (first, (_, high)), (second, (low, _)) in pairwise(ordered):
        if low <= high:
            yield _wrong(key, "study-bands-overlap", first=first, second=second)


def _terms(study: Contents) -> Iterator[Problem]:
    known = (*study.variables, *covariate_names(study))
    if not study.model.terms:
        yield _wrong("model.terms", "study-empty-list")
    for term in study.model.terms:
        parts = term_parts(term)
        for part in parts:
            if part not in known:
                yield _wrong(
                    "model.terms",
                    "study-term-unknown",
                    term=term,
                    part=part,
                    known=", ".join(known),
                )
        if len(parts) > 1 and sum(part in covariate_names(study) for part in parts) > 1:
            yield _wrong("model.terms", "study-term-two-covariates", term=term)
    if len(set(study.model.terms)) < len(study.model.terms):
        yield _wrong("model.terms", "study-terms-twice")


def _interactions(study: Contents) -> Iterator[Problem]:
    """Find what the model's encoding would refuse, before any file is read."""
    covariates = set(covariate_names(study))
    terms = [(term, frozenset(term_parts(term))) for term in dict.fromkeys(study.model.terms)]
    # A covariate of an interaction also enters the model on its own.
    present = {parts for _, parts in terms}
    present |= {frozenset({part}) for _, parts in terms for part in parts & covariates}
    seen: set[frozenset[str]] = set()
    for term, parts in terms:
        if len(parts) < len(term_parts(term)):
            yield _wrong("model.terms", "bad-term", term=term)
            continue
        if parts in seen:
            yield _wrong("model.terms", "duplicate-term", term=term)
        seen.add(parts)
        for part in term_parts(term):
            lower = parts - {part}
            if lower and lower not in present:
                missing = ":".join(p for p in term_parts(term) if p != part)
                yield _wrong(
                    "model.terms", "interaction-without-main-effect", term=term, missing=missing
                )


def _factor_groups(study: Contents) -> Iterator[Problem]:
    members = model_members(study)
    seen: set[str] = set()
    for name, group in study.model.factor_groups.items():
        key = f"model.factor_groups.{name}"
        for member in group.members:
            if member not in members:
                known = ", ".join(members)
                yield _wrong(key, "study-factor-unknown", member=member, known=known)
            if member in seen:
                yield _wrong(key, "study-name-twice", name=member)
            seen.add(member)


def _margins(study: Contents) -> Iterator[Problem]:
    margined = {margin.variable for margin in study.margins}
    for name, variable in study.variables.items():
        if variable.census.coarse and name not in margined:
            yield _wrong(
                f"variables.{name}.census.coarse", "study-coarse-without-margin", name=name
            )
    seen: set[str] = set()
    for i, margin in enumerate(study.margins):
        yield from _margin(f"margins.{i}", margin, study)
        if margin.variable in seen:
            yield _wrong(f"margins.{i}.variable", "study-margin-twice", name=margin.variable)
        seen.add(margin.variable)


def _margin(key: str, margin: Margin, study: Contents) -> Iterator[Problem]:
    if margin.variable not in study.variables:
        known = ", ".join(study.variables)
        yield _wrong(f"{key}.variable", "study-margin-unknown", name=margin.variable, known=known)
        return
    levels = study.variables[margin.variable].levels
    if set(margin.counts) != set(levels):
        yield _wrong(f"{key}.counts", "study-margin-levels", levels=", ".join(levels))


def _census(study: Contents) -> Iterator[Problem]:
    if study.census.count is not None and study.census.weight is not None:
        yield _wrong("census", "study-one-of", first="count", second="weight")
    if study.census.age is None and study.census.where is None and study.census.count is None:
        yield _wrong("census.age", "study-census-without-age")
    if study.census.scan == "stream" and study.margins:
        yield _wrong("census.scan", "study-stream-with-margins")
    if study.census.scan == "stream" and study.census.count is not None:
        yield _wrong("census.scan", "study-stream-with-count")


def _survey(study: Contents) -> Iterator[Problem]:
    if not study.survey.design.psu:
        yield _wrong("survey.design.psu", "study-empty-list")
    if study.survey.unmatched_areas == "region" and study.survey.region is None:
        yield _wrong("survey.region", "study-region-needed")
    if study.survey.region is not None and study.areas.region is None:
        yield _wrong("areas.region", "study-region-needed")
    if study.classification.within == "region" and study.areas.region is None:
        yield _wrong("areas.region", "study-region-needed")


def _effects(study: Contents) -> Iterator[Problem]:
    """Predicting an area from its own respondents needs counts, and a fit without penalty."""
    wished = study.model.effects != "none"
    if wished and study.census.scan == "stream":
        yield _wrong("census.scan", "study-stream-with-effects")
    if wished and study.model.firth:
        yield _wrong("model.firth", "study-firth-with-effects")
    if study.model.scaled_weights != "none" and study.model.effects not in {"area", "area+psu"}:
        yield _wrong("model.scaled_weights", "study-weights-without-effects")
    if study.benchmark.margins and not wished:
        yield _wrong("benchmark.to", "study-benchmark-without-effects")
    yield from _benchmark(study)
    by_region = study.model.effects.startswith("region") or "region" in study.benchmark.margins
    if by_region and study.areas.region is None:
        yield _wrong("areas.region", "study-region-needed")


def _benchmark(study: Contents) -> Iterator[Problem]:
    """A margin is of places, once and first, or of variables; none is named twice.

    Margins that share a variable would each say how many children it has at each level.
    """
    margins = study.benchmark.margins
    places = [i for i, name in enumerate(margins) if name in {"nation", "region"}]
    named = [part for name in margins for part in term_parts(name)]
    if len(set(named)) < len(named) or places not in ([], [0]):
        yield _wrong("benchmark.to", "study-benchmark-order", margins=", ".join(margins))
    for name in margins:
        parts = term_parts(name)
        if name in {"nation", "region"} or all(part in study.variables for part in parts):
            continue
        known = ", ".join(("nation", "region", *study.variables))
        yield _wrong("benchmark.to", "study-benchmark-unknown", margin=name, known=known)


def _classification(study: Contents) -> Iterator[Problem]:
    points = study.classification.points
    if (study.classification.method == "fixed") != bool(points):
        yield _wrong("classification.points", "study-points-fixed")
    if list(points) != sorted(set(points)):
        yield _wrong("classification.points", "study-points-order")
    by_rate = study.classification.by == "rate"
    if by_rate and any(point >= 1 for point in points):
        yield _wrong("classification.points", "study-points-rate")
    if not by_rate and any(point < 1 for point in points):
        yield _wrong("classification.points", "study-points-children")
    if points and len(points) + 1 != study.classification.classes:
        yield _wrong(
            "classification.classes", "study-points-number", classes=study.classification.classes
        )


def _harmonisation(study: Contents) -> Iterator[Problem]:
    contrast = study.harmonisation.contrast
    for name in (*study.harmonisation.accept, *([contrast] if contrast else [])):
        if name not in study.variables:
            known = ", ".join(study.variables)
            yield _wrong("harmonisation", "study-variable-unknown", name=name, known=known)


def _what_if(study: Contents) -> Iterator[Problem]:
    if study.what_if and study.census.scan == "stream":
        yield _wrong("census.scan", "study-stream-with-what-if")
    seen: set[str] = set()
    for i, wish in enumerate(study.what_if):
        key = f"what_if.{i}"
        label = in_language(wish.label, study.languages[0] if study.languages else "en")
        if label in seen:
            yield _wrong(f"{key}.label", "study-name-twice", name=label)
        seen.add(label)
        members = model_members(study)
        if wish.variable not in members:
            known = ", ".join(members)
            yield _wrong(
                f"{key}.variable", "study-factor-unknown", member=wish.variable, known=known
            )
        elif wish.variable in study.variables:
            yield from _level_moved(key, wish, study.variables[wish.variable])
        else:
            yield from _covariate_moved(key, wish)
        yield from _group_of(key, wish, study)
        if wish.regions and study.areas.region is None:
            yield _wrong("areas.region", "study-region-needed")


def _level_moved(key: str, wish: WhatIf, variable: Variable) -> Iterator[Problem]:
    known = ", ".join(variable.levels)
    if wish.to is None or _ways(wish):
        yield _wrong(key, "study-what-if-level", name=wish.variable, levels=known)
    named = [("was", level) for level in wish.was]
    if wish.to is not None:
        named.append(("to", wish.to))
    for where, level in named:
        if level not in variable.levels:
            yield _wrong(f"{key}.{where}", "study-level-unknown", level=level, known=known)
    if wish.to in wish.was:
        yield _wrong(f"{key}.was", "study-what-if-same-level", level=wish.to)


def _covariate_moved(key: str, wish: WhatIf) -> Iterator[Problem]:
    """Find what a covariate, which whole areas have, cannot do."""
    if _ways(wish) != 1 or wish.to is not None or wish.was:
        yield _wrong(key, "study-what-if-covariate", name=wish.variable)
    if wish.group or wish.share < 1:
        yield _wrong(key, "study-what-if-whole-areas", name=wish.variable)


def _ways(wish: WhatIf) -> int:
    return sum(way is not None for way in (wish.value, wish.by, wish.median))


def _group_of(key: str, wish: WhatIf, study: Contents) -> Iterator[Problem]:
    for name, levels in wish.group.items():
        where = f"{key}.group.{name}"
        if name not in study.variables:
            known = ", ".join(study.variables)
            yield _wrong(where, "study-variable-unknown", name=name, known=known)
            continue
        if name == wish.variable:
            yield _wrong(where, "study-what-if-group-itself", name=name)
        if not levels:
            yield _wrong(where, "study-empty-list")
        for level in levels:
            if level not in study.variables[name].levels:
                known = ", ".join(study.variables[name].levels)
                yield _wrong(where, "study-level-unknown", level=level, known=known)
