# What both scripts of R share: columns as factors, and the facts that are printed.

arguments <- commandArgs(trailingOnly = TRUE)
answer <- sub("npy$", "txt", arguments[1])
pairs <- strsplit(strsplit(arguments[2], ",")[[1]], ":")
sizes <- setNames(as.integer(sapply(pairs, `[`, 2)), sapply(pairs, `[`, 1))

read_integers <- function(folder, name) {
  path <- file.path(folder, paste0(name, ".i16"))
  readBin(path, "integer", n = file.size(path) / 2, size = 2)
}

read_doubles <- function(folder, name) {
  path <- file.path(folder, paste0(name, ".f64"))
  readBin(path, "double", n = file.size(path) / 8)
}

read_factors <- function(folder) {
  as.data.frame(lapply(setNames(names(sizes), names(sizes)), function(name) {
    structure(read_integers(folder, name) + 1L, class = "factor",
              levels = as.character(seq_len(sizes[[name]]) - 1L))
  }))
}

peak_mb <- function() {
  line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}

report <- function(time, before) {
  cat(sprintf('{"seconds": %f, "processor": %f, "mb": %f, "mb_before": %f}\n',
              time[["elapsed"]], time[["user.self"]] + time[["sys.self"]], peak_mb(), before))
}
