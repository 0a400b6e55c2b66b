# Fit the survey's model with design-based errors.
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "common.R"))
suppressPackageStartupMessages(library(survey))

children <- read_factors(arguments[3])
for (name in c("y", "weight")) children[[name]] <- read_doubles(arguments[3], name)
for (name in c("stratum", "psu")) children[[name]] <- read_integers(arguments[3], name)
model <- reformulate(names(sizes), "y")
epsilon <- glm.control(epsilon = 1e-12)

fit_design <- function(rows) {
  design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = rows, nest = TRUE)
  fit <- svyglm(model, design, family = quasibinomial(), control = epsilon)
  rbind(coef(fit), SE(fit))
}

invisible(fit_design(children[children$psu %% 20 == 0, ]))  # the same warm-up as the others
before <- peak_mb()
time <- system.time(found <- fit_design(children))
write(formatC(t(found), digits = 17), answer, ncolumns = ncol(found))
report(time, before)
