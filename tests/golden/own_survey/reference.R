# Writes reference.json from survey.csv with R's survey package.
# Run once, in this folder: Rscript reference.R   (Debian: r-cran-survey r-cran-jsonlite)
# R's default iteration limit leaves 1e-5 in its own standard errors, hence epsilon = 1e-14.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
# A domain is estimated in its own subset of the design; a stratum with one PSU *in the domain*
# is not lonely as long as the design has more.
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)
tight <- list(epsilon = 1e-14, maxit = 100)

d <- read.csv("survey.csv", stringsAsFactors = FALSE)
d$age <- factor(d$age, levels = c("5-11", "12-14", "15-17"))
d$sex <- factor(d$sex, levels = c("male", "female"))
d$urban <- factor(d$urban, levels = c("rural", "urban"))
d$schooling <- factor(d$schooling, levels = c("none", "primary", "more"))
model <- y ~ age + sex + urban + schooling + age:sex + cropland + urban:cropland

one_stage <- function(data, stratum = ~stratum, ...)
  svydesign(~psu, strata = stratum, weights = ~weight, data = data, nest = TRUE, ...)
two_stage <- function(data, stratum = ~stratum)
  svydesign(~psu + household, strata = stratum, weights = ~weight, data = data, nest = TRUE,
            fpc = ~psus_in_stratum + households_in_psu)

fit_of <- function(design, formula = model) {
  # A warning says that the halving of rounding errors never ends; the optimum is reached.
  fit <- suppressWarnings(svyglm(formula, design, family = quasibinomial(), control = tight))
  list(term = names(coef(fit)), coef = unname(coef(fit)), se = unname(SE(fit)),
       vcov = unname(vcov(fit)), df = degf(fit$survey.design), df_resid = fit$df.residual)
}

by_domain <- function(design, domain) {
  design <- subset(design, !is.na(y))
  levels <- sort(unique(design$variables[[domain]]))
  rows <- lapply(levels, function(level) {
    inside <- subset(design, design$variables[[domain]] == level)
    mean <- svymean(~y, inside, deff = "replace")
    total <- svytotal(~y, inside)
    f <- degf(inside)
    p <- coef(mean)[[1]]
    limits <- function(level)
      if (p > 0 && p < 1 && f > 0)
        as.numeric(confint(svyciprop(~y, inside, method = "logit", level = level, df = f)))
      else c(NA, NA)
    list(domain = level, n = nrow(inside), rate = p, se = SE(mean)[[1]],
         total = coef(total)[[1]], total_se = SE(total)[[1]], df = f,
         deff = unname(deff(mean)[[1]]), limits90 = limits(0.90), limits95 = limits(0.95))
  })
  rows
}

with_rule <- function(rule, expression) {
  old <- options(survey.lonely.psu = rule)
  on.exit(options(old))
  suppressWarnings(eval.parent(substitute(expression)))
}

out <- list(versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))))

d$psus <- d$psus_in_stratum
out$fits <- list(
  with_replacement = fit_of(one_stage(d)),
  fpc = fit_of(one_stage(d, fpc = ~psus)),
  unstratified = fit_of(svydesign(~interaction(stratum, psu, drop = TRUE), weights = ~weight, data = d)),
  girls = fit_of(subset(one_stage(d), sex == "female"), y ~ age + urban + cropland)
)
for (rule in c("adjust", "remove")) {
  out$fits[[paste0("two_stage_", rule)]] <- with_rule(rule, fit_of(two_stage(d)))
}
for (rule in c("adjust", "remove", "average", "certainty")) {
  out$fits[[paste0("lonely_", rule)]] <- with_rule(rule, fit_of(one_stage(d, ~stratum_lonely)))
}
out$domains <- list(
  nation = by_domain(one_stage(transform(d, nation = "all")), "nation"),
  area = by_domain(one_stage(d), "area"),
  region = by_domain(one_stage(d), "region"),
  region_fpc = by_domain(one_stage(d, fpc = ~psus), "region"),
  region_two_stage = with_rule("adjust", by_domain(two_stage(d), "region"))
)
for (rule in c("adjust", "remove", "average")) {
  out$domains[[paste0("region_lonely_", rule)]] <-
    with_rule(rule, by_domain(one_stage(d, ~stratum_lonely), "region"))
}

share_of <- function(design) {
  mean <- svymean(~schooling, design)
  list(rate = unname(coef(mean)), vcov = unname(vcov(mean)), df = degf(design))
}
out$shares <- list(nation = share_of(one_stage(d)),
                   R2 = share_of(subset(one_stage(d), region == "R2")))

# Wald tests of a term
fit <- svyglm(model, one_stage(d), family = quasibinomial(), control = tight)
out$wald <- lapply(c("age:sex", "schooling"), function(term) {
  test <- regTermTest(fit, as.formula(paste("~", term)), method = "Wald")
  f <- degf(fit$survey.design); q <- test$df; W <- as.numeric(test$Ftest) * q
  list(term = term, F = as.numeric(test$Ftest), df = test$df, ddf = test$ddf, p = as.numeric(test$p),
       adjusted_F = (f - q + 1) / (f * q) * W,
       adjusted_p = pf((f - q + 1) / (f * q) * W, q, f - q + 1, lower.tail = FALSE))
})

# Areas as sampling units, no strata
known <- subset(d, !is.na(y))
out$clustered <- fit_of(svydesign(~area, weights = ~weight, data = known))

# Archer and Lemeshow (2006), by their formula: weighted tenths of the fitted probability
known$p <- as.numeric(fitted(fit))[match(rownames(known), names(fitted(fit)))]
known$r <- known$y - known$p
share <- tapply(known$weight, known$p, sum)
middle <- (cumsum(share) - share / 2) / sum(share)
group <- pmin(floor(middle * 10), 9)
known$g <- factor(group[match(as.character(known$p), names(share))])
means <- svyby(~r, ~g, one_stage(known), svymean, covmat = TRUE)
Q <- as.numeric(coef(means) %*% solve(vcov(means), coef(means)))
f <- degf(one_stage(known)); g <- nlevels(known$g)
out$archer_lemeshow <- list(Q = Q, groups = g, df1 = g - 1, df2 = f - g + 2,
  F = (f - g + 2) / (f * g) * Q, p = pf((f - g + 2) / (f * g) * Q, g - 1, f - g + 2, lower.tail = FALSE))

# Average marginal effects: everyone moved, errors by numerical derivatives
effect_of <- function(change) {
  terms <- delete.response(terms(fit))
  X <- lapply(change, function(move) model.matrix(terms, move(known)))
  margin <- function(b, X) sum(known$weight * plogis(X %*% b)) / sum(known$weight)
  effect <- function(b) margin(b, X[[2]]) - margin(b, X[[1]])
  b <- coef(fit)
  gradient <- sapply(seq_along(b), function(j) {
    h <- 1e-5; up <- b; down <- b; up[j] <- b[j] + h; down[j] <- b[j] - h
    (effect(up) - effect(down)) / (2 * h)
  })
  list(effect = effect(b), se = sqrt(as.numeric(gradient %*% vcov(fit) %*% gradient)))
}
to <- function(column, level) function(data) {
  data[[column]] <- factor(level, levels = levels(data[[column]])); data
}
out$effects <- list(
  `sex=female` = effect_of(list(to("sex", "male"), to("sex", "female"))),
  `age=15-17` = effect_of(list(to("age", "5-11"), to("age", "15-17"))),
  `urban=urban` = effect_of(list(to("urban", "rural"), to("urban", "urban")))
)

# The design's AIC (Lumley and Scott 2015), also of a model without one of its terms
# R scales weights over all rows, also those without an outcome: these are left out before.
answered <- subset(one_stage(d), !is.na(y))
aic_of_model <- function(formula)
  as.list(AIC(suppressWarnings(svyglm(formula, answered, family = quasibinomial(), control = tight))))
out$aic <- list(whole = aic_of_model(model), without = aic_of_model(y ~ age + sex + urban + schooling))

# Rescaled bootstrap: n - 1 units drawn in each stratum. Random: 4000 replicates leave 1 % of error.
set.seed(20)
replicated <- as.svrepdesign(one_stage(d), type = "subbootstrap", replicates = 4000)
out$bootstrap <- list(se = unname(SE(suppressWarnings(
  svyglm(y ~ age + sex, replicated, family = quasibinomial(), control = tight)))))

# All weights equal: an ordinary logit
plain <- glm(model, data = known, family = binomial(), control = tight)
out$unweighted <- list(coef = unname(coef(plain)), naive_se = unname(sqrt(diag(vcov(plain)))),
                       log_likelihood = as.numeric(logLik(plain)))

write_json(out, "reference.json", digits = NA, auto_unbox = TRUE, na = "null", pretty = 1)
