# Writes reference.json from areas.csv with R's metafor: a meta-regression is Fay and Herriot's model.
# Run once, in this folder: Rscript reference.R   (Debian: r-cran-metafor r-cran-jsonlite)
# metafor stops its Fisher scoring early by default, hence the threshold.
suppressPackageStartupMessages({library(metafor); library(jsonlite)})
d <- read.csv("areas.csv")
d$z <- asin(sqrt(d$rate))
d$psi <- 1 / (4 * d$n_eff)

of <- function(method) {
  # test = "z" and known A: metafor's own errors leave the estimation of A out.
  f <- rma(z, psi, mods = ~ night + rural, data = d, method = method,
           control = list(threshold = 1e-14, maxiter = 10000))
  b <- blup(f)
  list(sigma2 = f$tau2, sigma2_se = f$se.tau2, coef = as.numeric(f$beta), vcov = unname(vcov(f)),
       loglik = as.numeric(logLik(f)), eblup = b$pred, se_known = b$se)
}
out <- list(versions = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
            reml = of("REML"), ml = of("ML"))
write_json(out, "reference.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
