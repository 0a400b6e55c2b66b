# Fit a random-intercept logit with lme4 or glmmTMB: coefficients, standard deviations, deviance.
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "common.R"))
package <- arguments[4]
effects <- strsplit(arguments[5], "-")[[1]]
suppressPackageStartupMessages(library(package, character.only = TRUE))

children <- read_factors(arguments[3])
children$y <- read_doubles(arguments[3], "y")
for (name in c("area", "psu")) children[[name]] <- factor(read_integers(arguments[3], name))
terms <- c(names(sizes), "(1 | area)", if ("psu" %in% effects) "(1 | area:psu)")
model <- reformulate(terms, "y")

fit_mixed <- function(rows) {
  if (package == "glmmTMB") {
    fit <- suppressWarnings(glmmTMB(model, rows, family = binomial))
    coefs <- fixef(fit)$cond
    sds <- sapply(VarCorr(fit)$cond, function(v) attr(v, "stddev")[[1]])
  } else {
    quick <- glmerControl(optimizer = "nloptwrap", calc.derivs = FALSE)
    fit <- suppressWarnings(suppressMessages(
      glmer(model, rows, family = binomial, nAGQ = 1, control = quick)))
    coefs <- fixef(fit)
    sds <- sapply(VarCorr(fit), function(v) attr(v, "stddev")[[1]])
  }
  # Areas first, then units.
  rbind(c(coefs, sds[order(nchar(names(sds)))], -2 * as.numeric(logLik(fit))))
}

few <- children$psu %in% levels(children$psu)[1:60]
invisible(fit_mixed(droplevels(children[few, ])))  # the same warm-up as the others
before <- peak_mb()
time <- system.time(found <- fit_mixed(children))
write(formatC(t(found), digits = 17), answer, ncolumns = ncol(found))
report(time, before)
