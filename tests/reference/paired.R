# Reference numbers for tests of the same people before and after. Run in this folder: Rscript paired.R
options(digits = 17)
rows <- c("what;input;value;other")
add <- function(what, input, ...) {
    numbers <- vapply(c(...), function(x) format(x, digits = 17, trim = TRUE), "")
    rows <<- c(rows, paste(c(what, input, numbers), collapse = ";"))
}

# Wilcoxon's signed-rank test with ties: wilcox.test(d, exact = FALSE).
set.seed(7)
changes <- list(c(1, 2, -1, 3, 0, 2, 2, -2, 1, 1), c(5, -3), c(1, 1, 1, 1), c(-2, -2, 4, 0, 0, 1),
    round(rnorm(60, 0.8, 2)), round(rnorm(250, 0.2, 3)), round(rnorm(40, -1, 1)), round(rnorm(1000, 0.5, 2)))
for (d in changes) {
    p <- suppressWarnings(wilcox.test(d, exact = FALSE)$p.value)
    add("wilcoxon", paste(d, collapse = " "), p)
}

# McNemar's exact test, as a test of one half: binom.test(a, a + b).
for (x in list(c(0, 1), c(1, 0), c(3, 9), c(10, 10), c(25, 8), c(150, 210), c(1, 40), c(980, 1020))) {
    add("mcnemar", paste(x, collapse = " "), binom.test(x[1], sum(x))$p.value)
}

# Clopper and Pearson's interval: binom.test.
for (x in list(c(0, 1), c(1, 1), c(0, 20), c(5, 5), c(1, 3), c(25, 60), c(117, 118), c(1, 1000), c(2500, 4000))) {
    add("clopper_pearson", paste(x, collapse = " "), binom.test(x[1], x[2])$conf.int)
}

# Stuart and Maxwell's test, from its definition: d' S^-1 d without the last class, on k - 1 degrees of freedom.
tables <- list(matrix(c(20, 5, 11, 30), 2), matrix(c(169, 92, 7, 80, 474, 9, 18, 34, 8), 3),
    matrix(c(56, 83, 4, 19, 50, 1, 4, 4, 8), 3), matrix(c(10, 0, 0, 3, 10, 0, 2, 1, 10), 3),
    matrix(c(12, 3, 1, 0, 5, 22, 4, 2, 6, 8, 30, 3, 1, 9, 7, 18), 4), matrix(c(20, 5, 0, 11, 30, 0, 0, 0, 7), 3))
for (m in tables) {
    moving <- which(rowSums(m) + colSums(m) - 2 * diag(m) > 0)
    k <- m[moving, moving]
    d <- (rowSums(k) - colSums(k))[-nrow(k)]
    s <- -(k + t(k))
    diag(s) <- rowSums(k) + colSums(k) - 2 * diag(k)
    s <- s[-nrow(k), -nrow(k)]
    chi <- sum(d * solve(s, d))
    input <- paste(apply(m, 1, paste, collapse = " "), collapse = "/")
    add("stuart_maxwell", input, pchisq(chi, nrow(k) - 1, lower.tail = FALSE))
}
# The test of two shares: prop.test without continuity correction; and p.adjust.
for (x in list(c(30, 80, 25, 90), c(1, 10, 5, 11), c(150, 400, 120, 420), c(3, 7, 0, 8), c(999, 2000, 900, 2000))) {
    p <- suppressWarnings(prop.test(x[c(1, 3)], x[c(2, 4)], correct = FALSE)$p.value)
    add("two_shares", paste(x, collapse = " "), p)
}
for (p in list(c(0.01, 0.02, 0.03, 0.04, 0.05), c(0.9, 0.001, 0.04, 0.04, 0.3, 0.2), c(0.5))) {
    q <- paste(format(p.adjust(p, "BH"), digits = 17, trim = TRUE), collapse = " ")
    rows <- c(rows, paste("benjamini_hochberg", paste(p, collapse = " "), q, sep = ";"))
}
writeLines(rows, "paired.csv")
