# Writes reference.json with lme4 and glmmTMB from survey.csv and, for the boundary, from
# ../own_survey/survey.csv. Run once, in this folder: Rscript reference.R
# (Debian: r-cran-lme4 r-cran-glmmtmb r-cran-jsonlite)
# lme4's own stopping rules leave 1e-4 in its coefficients, hence the tight ones; glmmTMB's
# optimiser is started again from where it stopped.
suppressPackageStartupMessages({library(lme4); library(glmmTMB); library(jsonlite)})

read_survey <- function(file) {
  d <- read.csv(file, stringsAsFactors = FALSE)
  d <- d[!is.na(d$y), ]
  d$age <- factor(d$age, levels = c("5-11", "12-14", "15-17"))
  d$sex <- factor(d$sex, levels = c("male", "female"))
  d$urban <- factor(d$urban, levels = c("rural", "urban"))
  if ("stratum" %in% names(d)) d$psu <- paste(d$stratum, d$psu)
  d
}
effects <- list(area = "(1 | area)", area_psu = "(1 | area) + (1 | area:psu)",
                region_area_psu = "(1 | region) + (1 | region:area) + (1 | region:area:psu)")
model <- function(effect) as.formula(paste("y ~ age + sex + urban + cropland +", effects[[effect]]))
levels_of <- function(effect) strsplit(effect, "_")[[1]]
# The names of R's groups end in our level's name.
by_level <- function(sds, effect) unname(sapply(levels_of(effect), function(level)
  sds[[grep(paste0("(^|:)", level, "$"), names(sds))]]))

with_lme4 <- function(d, effect, nodes) {
  tight <- glmerControl(optimizer = "bobyqa", calc.derivs = TRUE, tolPwrss = 1e-12,
                        optCtrl = list(rhobeg = 2e-3, rhoend = 1e-9, maxfun = 1e5))
  fit <- suppressWarnings(suppressMessages(
    glmer(model(effect), d, family = binomial, nAGQ = nodes, control = tight)))
  sds <- sapply(VarCorr(fit), function(v) attr(v, "stddev")[[1]])
  modes <- ranef(fit)$area
  list(term = names(fixef(fit)), coef = unname(fixef(fit)), se = unname(sqrt(diag(as.matrix(vcov(fit))))),
       sd = by_level(sds, effect), log_likelihood = as.numeric(logLik(fit)),
       area = rownames(modes), mode = modes[[1]])
}
with_tmb <- function(d, effect) {
  fit <- suppressWarnings(glmmTMB(model(effect), d, family = binomial))
  fit <- suppressWarnings(update(fit, start = list(beta = fixef(fit)$cond, theta = getME(fit, "theta")),
    control = glmmTMBControl(optCtrl = list(rel.tol = 1e-14, x.tol = 1e-12, iter.max = 1e4, eval.max = 1e4))))
  sds <- sapply(VarCorr(fit)$cond, function(v) attr(v, "stddev")[[1]])
  list(coef = unname(fixef(fit)$cond), se = unname(sqrt(diag(vcov(fit)$cond))),
       sd = by_level(sds, effect), log_likelihood = as.numeric(logLik(fit)))
}

own <- read_survey("survey.csv")
boundary <- read_survey("../own_survey/survey.csv")
out <- list(
  versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
                  glmmTMB = as.character(packageVersion("glmmTMB"))),
  glmer = list(area_1 = with_lme4(own, "area", 1), area_9 = with_lme4(own, "area", 9),
               area_psu_1 = with_lme4(own, "area_psu", 1),
               region_area_psu_1 = with_lme4(own, "region_area_psu", 1),
               boundary_1 = with_lme4(boundary, "area_psu", 1)),
  glmmTMB = list(area_1 = with_tmb(own, "area"), area_psu_1 = with_tmb(own, "area_psu"),
                 region_area_psu_1 = with_tmb(own, "region_area_psu"))
)
write(toJSON(out, digits = 15, auto_unbox = TRUE, pretty = TRUE), "reference.json")
