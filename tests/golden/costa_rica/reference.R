# Writes reference.json: estimates from Costa Rica's household survey of 2020 with R's survey package.
# The survey itself is not kept here. Run in this folder, with the data's folder in JALON_DATA:
#   Rscript reference.R   (Debian: r-cran-survey r-cran-jsonlite)
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)
file <- "costa-rica/enaho2020_persons_migration_labour.csv.gz"
d <- read.csv(file.path(Sys.getenv("JALON_DATA"), file))
d$migrant <- as.numeric(d$a7a == 2)
d$active <- as.numeric(d$condact_inec %in% c(1, 2))
d$unemployed <- as.numeric(d$condact_inec %in% 2)
d$hours <- ifelse(d$hortotefe < 999, d$hortotefe, NA)
design <- svydesign(~upm, strata = ~interaction(region, zona), weights = ~factor, data = d)
adult <- subset(design, a5 >= 15 & a5 < 98)

of <- function(variable, inside) {
  formula <- as.formula(paste0("~", variable))
  mean <- svymean(formula, inside)
  total <- svytotal(formula, inside)
  list(n = nrow(inside), df = degf(inside), value = coef(mean)[[1]], se = SE(mean)[[1]],
       total = coef(total)[[1]], total_se = SE(total)[[1]])
}
by_sex <- function(variable, inside)
  list(all = of(variable, inside), male = of(variable, subset(inside, a4 == 1)),
       female = of(variable, subset(inside, a4 == 2)))
# The difference of two shares is a coefficient of a regression on the group.
difference <- svyglm(unemployed ~ migrant, subset(adult, active == 1))

out <- list(
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
  "international-migrant" = by_sex("migrant", adult),
  "labour-force-migrants" = by_sex("active", subset(adult, migrant == 1)),
  "unemployed-migrants" = by_sex("unemployed", subset(adult, migrant == 1 & active == 1)),
  "unemployed-others" = by_sex("unemployed", subset(adult, migrant == 0 & active == 1)),
  "unemployed-difference" = list(value = coef(difference)[[2]], se = SE(difference)[[2]]),
  hours = of("hours", subset(adult, migrant == 1 & condact_inec %in% 1 & !is.na(hours))))
write_json(out, "reference.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
