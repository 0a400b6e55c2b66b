"""Survey design, linearised variances and direct estimates."""
