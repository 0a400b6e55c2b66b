# Score a census with predict() and average by area.
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "common.R"))

census <- read_factors(arguments[3])
area <- read_integers(arguments[3], "area")

# A fit on invented outcomes gives an object of class glm, whose coefficients are then replaced.
set.seed(1)
small <- as.data.frame(lapply(sizes, function(n) {
  factor(sample(n, 5000, replace = TRUE) - 1L, levels = seq_len(n) - 1L)
}))
small$y <- rbinom(5000, 1, 0.5)
fit <- glm(reformulate(names(sizes), "y"), binomial, small)
fit$coefficients[] <- scan(arguments[4], quiet = TRUE)
gc(full = TRUE, verbose = FALSE)

before <- peak_mb()
time <- system.time({
  p <- predict(fit, census, type = "response")
  rates <- tapply(p, factor(area, levels = 0:2468), mean)
})
rates[is.na(rates)] <- NaN
write(formatC(rates, digits = 17), answer, ncolumns = length(rates))
report(time, before)
