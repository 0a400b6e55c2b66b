# Weights by rotated components (OECD/JRC handbook, step 6), Cronbach's alpha and Ward's groups by
# base R, for tests/golden/index_r. Run: Rscript reference.R
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
X <- as.matrix(read.csv(file.path(here, "areas.csv")))
z <- apply(X, 2, function(x) 100 * (x - min(x)) / (max(x) - min(x)))

fit <- prcomp(z, scale. = TRUE)
eigen <- fit$sdev^2
kept <- max(sum(eigen > 1), which(cumsum(eigen) / sum(eigen) >= 0.6)[1])
loadings <- fit$rotation[, 1:kept] %*% diag(fit$sdev[1:kept])
rotated <- unclass(varimax(loadings, eps = 1e-14)$loadings)
squared <- rotated^2
explained <- colSums(squared)
of <- apply(squared, 1, which.max)
# squared loading's share of its component, times the component's share of the variance kept
weight <- sapply(seq_along(of), function(q) {
  squared[q, of[q]] / explained[of[q]] * explained[of[q]] / sum(explained)
})
weight <- weight / sum(weight)

k <- ncol(z)
# Cronbach's alpha from the covariances: k/(k-1) * (1 - trace / sum)
C <- cov(z)
alpha <- k / (k - 1) * (1 - sum(diag(C)) / sum(C))

index <- as.vector(z %*% rep(1 / k, k))
ward <- cutree(hclust(dist(index), method = "ward.D2"), k = 4)

number <- function(x) paste0("[", paste(format(x, digits = 15, trim = TRUE), collapse = ", "), "]")
cat(paste0(
  "{\n  \"made_by\": \"", R.version.string, "\",\n",
  "  \"components\": ", kept, ",\n",
  "  \"weights\": ", number(weight), ",\n",
  "  \"alpha\": ", format(alpha, digits = 15), ",\n",
  "  \"index\": ", number(index), ",\n",
  "  \"ward\": ", number(ward), "\n}\n"
), file = file.path(here, "reference.json"))
