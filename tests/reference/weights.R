# Post-stratified shares from R's survey 4.1. Run in this folder: Rscript weights.R
suppressMessages(library(survey))
options(digits = 17)
set.seed(20240301)

# People by three facts on entry; who answers hangs on two of them, what they say on one. No cell has few answers but in
# `capped`, where one cell is answered so rarely that its weight is more than three times the mean.
made <- function(due, answer, yes) {
  cells <- expand.grid(a = 0:1, b = 0:2, c = 0:1)
  cells$due <- due
  cells$answered <- pmax(5, round(due * answer(cells)))
  cells$yes <- round(cells$answered * yes(cells))
  cells
}
sets <- list(
  even = made(40, function(x) 0.7, function(x) 0.4),
  uneven = made(seq(30, 140, length.out = 12), function(x) 0.35 + 0.2 * x$a + 0.1 * x$b, function(x) 0.2 + 0.3 * x$a + 0.1 * x$c),
  few = made(12, function(x) 0.5 + 0.1 * x$b, function(x) 0.3 + 0.2 * x$c),
  capped = made(c(200, rep(20, 11)), function(x) ifelse(x$a + x$b + x$c == 0, 0.03, 0.9), function(x) 0.2 + 0.5 * x$a)
)
out <- NULL
for (name in names(sets)) {
  cells <- sets[[name]]
  cells$cell <- seq_len(nrow(cells))
  rows <- cells[rep(cells$cell, cells$answered), ]
  rows$y <- unlist(lapply(cells$cell, function(i) rep(c(1, 0), c(cells$yes[i], cells$answered[i] - cells$yes[i]))))
  n <- nrow(rows)
  w <- (cells$due / cells$answered) * n / sum(cells$due)
  if (name == "capped") {
    stopifnot(sum(w > 3) == 1)
    w <- pmin(w, 3)
    # A weight that is cut down is no longer post-stratified; its variance is that of strata with the weights as they are.
    p <- cells$yes / cells$answered
    total <- sum(cells$answered * w)
    share <- sum(cells$answered * w * p) / total
    variance <- n / (n - 1) * sum(cells$answered * w^2 * p * (1 - p)) / total^2
  } else {
    design <- suppressWarnings(svydesign(ids = ~1, data = rows))
    post <- postStratify(design, ~cell, data.frame(cell = cells$cell, Freq = cells$due))
    mean <- svymean(~y, post)
    share <- as.numeric(coef(mean))
    variance <- as.numeric(vcov(mean))
    stopifnot(abs(share - sum(cells$due * cells$yes / cells$answered) / sum(cells$due)) < 1e-12)
  }
  weights <- w[rows$cell]
  effect <- n * sum(weights^2) / sum(weights)^2
  good <- share * (1 - share) / variance
  z <- qnorm(0.975)
  half <- z * sqrt(share * (1 - share) * good + z^2 / 4)
  limits <- (share * good + z^2 / 2 + c(-half, half)) / (good + z^2)
  gap <- function(weight) max(sapply(c("a", "b", "c"), function(fact) {
    due <- tapply(cells$due, cells[[fact]], sum) / sum(cells$due)
    answered <- tapply(cells$answered * weight, cells[[fact]], sum) / sum(cells$answered * weight)
    max(abs(due - answered))
  }))
  out <- rbind(out, data.frame(set = name, share, low = limits[1], high = limits[2], effect, gap = gap(1), weighted_gap = gap(w)))
}
cells <- do.call(rbind, lapply(names(sets), function(name) cbind(set = name, sets[[name]])))
write.csv(cells, "weights_cells.csv", row.names = FALSE, quote = FALSE)
for (column in names(out)[-1]) out[[column]] <- format(out[[column]], digits = 17, trim = TRUE, scientific = FALSE)
write.csv(out, "weights.csv", row.names = FALSE, quote = FALSE)
