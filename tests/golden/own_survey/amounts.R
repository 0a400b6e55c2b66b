# Writes amounts.json from survey.csv: means and quantiles of cropland with R's survey package.
# Run once, in this folder: Rscript amounts.R   (Debian: r-cran-survey r-cran-jsonlite)
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)
d <- read.csv("survey.csv", stringsAsFactors = FALSE)
# Every person an amount of their own, with ties: hectares, rounded, times the age band.
d$amount <- round(10 * d$cropland * (1 + (d$age == "12-14") + 2 * (d$age == "15-17"))
                  + (d$schooling == "more"), 1)
design <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)

# svyquantile's own interval is centred on the share at or below the quantile, which ties put above
# p; Woodruff's is centred on p, so it is put together here from R's errors and R's quantiles.
quantile_of <- function(inside, p, f) {
  at <- function(share) svyquantile(~amount, inside, share, qrule = "math", ci = FALSE)$amount[[1]]
  value <- at(p)
  inside <- update(inside, below = as.numeric(amount <= value))
  error <- SE(svymean(~below, inside))[[1]]
  t <- qt(0.975, f)
  limits <- c(at(p - t * error), at(p + t * error))
  list(value = value, limits = limits, se = diff(limits) / (2 * t))
}

of <- function(domain) {
  levels <- sort(unique(d[[domain]]))
  lapply(levels, function(level) {
    inside <- subset(design, design$variables[[domain]] == level)
    f <- degf(inside)
    mean <- svymean(~amount, inside)
    c(list(domain = level, n = nrow(inside), df = f, mean = coef(mean)[[1]], se = SE(mean)[[1]],
           limits = as.numeric(confint(mean, df = f))),
      median = quantile_of(inside, 0.5, f), third = quantile_of(inside, 0.75, f))
  })
}
# The difference of two means is a coefficient of a regression on the group.
difference <- function(level) {
  inside <- subset(design, region == level)
  fit <- svyglm(amount ~ I(sex == "male"), inside)
  list(domain = level, value = coef(fit)[[2]], se = SE(fit)[[2]])
}

out <- list(versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
            amount = d$amount, sex = of("sex"), region = of("region"), age = of("age"),
            male_less_female = lapply(sort(unique(d$region)), difference))
write_json(out, "amounts.json", digits = NA, auto_unbox = TRUE)
