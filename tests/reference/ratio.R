# Ratios of shares with Katz's interval, as a logarithmic model of binomials gives them: glm with a log link, Wald limits.
# Rscript tests/reference/ratio.R > tests/reference/ratio.csv
k <- c(56, 9, 6, 5, 39, 61, 250, 4321, 207)
n <- c(70, 10, 7, 56, 260, 151, 1000, 10000, 600)
l <- c(48, 3, 2, 3, 176, 70, 300, 4400, 86)
m <- c(80, 10, 7, 29, 452, 163, 900, 9000, 299)
cat("k,n,l,m,value,low,high\n")
for (i in seq_along(k)) {
  yes <- c(k[i], l[i])
  all <- c(n[i], m[i])
  later <- c(1, 0)
  model <- suppressWarnings(glm(cbind(yes, all - yes) ~ later, family = binomial(link = "log"), start = c(log(l[i] / m[i]), 0),
               control = glm.control(epsilon = 1e-14, maxit = 100)))
  error <- sqrt(1 / k[i] - 1 / n[i] + 1 / l[i] - 1 / m[i])
  stopifnot(abs(summary(model)$coefficients[2, 2] - error) < 1e-6)
  ratio <- (k[i] / n[i]) / (l[i] / m[i])
  stopifnot(abs(exp(coef(model)[2]) - ratio) < 1e-6)
  limits <- exp(log(ratio) + c(-1, 1) * qnorm(0.975) * error)
  cat(c(k[i], n[i], l[i], m[i], sprintf("%.15g", c(ratio, limits))), sep = ",")
  cat("\n")
}
