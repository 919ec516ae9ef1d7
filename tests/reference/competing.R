# Competing events, late entry and comparisons of groups from R's survival 3.5 and cmprsk 2.2. Run in this folder:
# Rscript competing.R
suppressMessages({library(survival); library(cmprsk)})
options(digits = 17)

# Made-up times in which everything is tied: both kinds of events (1 and 2), the end of what is known (0), late entries.
set.seed(20240229)
made <- function(n, groups, late) {
  group <- sample(groups, n, TRUE)
  one <- round(rweibull(n, 0.9, 300 + 120 * match(group, groups)) / 7) * 7 + 1
  two <- round(rexp(n, 1 / 420) / 7) * 7 + 1
  gone <- round(runif(n, 20, 500) / 7) * 7 + 1
  entry <- if (late) ifelse(runif(n) < 0.6, round(runif(n, 1, 120)), 0) else rep(0, n)
  day <- pmin(one, two, gone)
  rows <- data.frame(day = day, what = ifelse(day == one, 1, ifelse(day == two, 2, 0)), entry = entry, group = group)
  # Who had left before they would have been met was never met.
  rows[rows$day > rows$entry, ]
}
sets <- list(
  tied = made(220, c("a", "b"), FALSE),
  three = made(150, c("a", "b", "c"), FALSE),
  late = made(260, "a", TRUE),
  few = data.frame(day = c(5, 9, 9, 9, 14, 30, 30, 31), what = c(1, 1, 2, 0, 2, 1, 0, 0), entry = 0, group = "a"),
  all = data.frame(day = c(3, 8, 8, 12, 40), what = c(1, 2, 2, 1, 2), entry = 0, group = "a")
)

# Aalen's variance by its definition: what the events of each day weigh in the share by a day.
aalen <- function(rows, cause) {
  days <- sort(unique(rows$day[rows$what > 0]))
  n <- sapply(days, function(t) sum(rows$entry < t & rows$day >= t))
  d <- sapply(days, function(t) sum(rows$day == t & rows$what == cause))
  other <- sapply(days, function(t) sum(rows$day == t & rows$what > 0 & rows$what != cause))
  after <- cumprod(1 - (d + other) / n)
  before <- c(1, after[-length(after)])
  share <- cumsum(before * d / n)
  at <- function(t) if (any(days <= t)) max(share[days <= t]) else 0
  size <- function(k) before^2 * k / n^2 * ifelse(k > 1, 1 - (k - 1) / (n - 1), 1)
  covariance <- function(u, v) {
    keep <- days <= min(u, v)
    weight <- function(t, own) own + ifelse(after[keep] > 0, (share[keep] - at(t)) / after[keep], 0)
    counted <- after[keep] > 0
    sum(size(d)[keep] * weight(u, 1) * weight(v, 1)) + sum((size(other)[keep] * weight(u, 0) * weight(v, 0))[counted])
  }
  list(at = at, covariance = covariance)
}
loglog <- function(share, variance) {
  half <- qnorm(0.975) * sqrt(variance) / (share * log(share))
  if (share <= 0 || share >= 1) c(NA, NA) else c(share^exp(-half), share^exp(half))
}

out <- NULL
add <- function(...) out <<- rbind(out, data.frame(...))
for (name in names(sets)) {
  rows <- sets[[name]]
  days <- c(9, 30, 60, 120, 180, 300, 400)
  days <- days[days <= max(rows$day)]
  multi <- survfit(Surv(entry, day, factor(what, 0:2)) ~ 1, rows, id = seq_len(nrow(rows)))
  for (cause in 1:2) {
    own <- aalen(rows, cause)
    for (t in days) {
      value <- own$at(t)
      variance <- own$covariance(t, t)
      stopifnot(abs(summary(multi, times = t)$pstate[cause + 1] - value) < 1e-12)
      if (all(rows$entry == 0)) {
        told <- timepoints(cuminc(rows$day, rows$what), t)
        stopifnot(abs(told$est[cause, 1] - value) < 1e-12, value == 0 || abs(told$var[cause, 1] - variance) < 1e-12)
      }
      limits <- loglog(value, variance)
      add(set = name, what = "incidence", of = cause, day = t, value = value, low = limits[1], high = limits[2])
    }
    for (until in days[days %in% c(30, 120, 300)]) {
      u <- 0:(until - 1)
      area <- sum(sapply(u, own$at))
      both <- sum(outer(u, u, Vectorize(own$covariance)))
      add(set = name, what = "after", of = cause, day = until, value = area, low = sqrt(both), high = NA)
    }
  }
  any <- survfit(Surv(entry, day, what > 0) ~ 1, rows, conf.type = "log-log")
  for (t in days) {
    at <- summary(any, times = t, extend = TRUE)
    none <- at$surv == 1 || at$surv == 0
    add(set = name, what = "without", of = 0, day = t, value = 1 - at$surv, low = if (none) NA else 1 - at$upper,
      high = if (none) NA else 1 - at$lower)
    if (t %in% c(120, 300)) {
      told <- summary(any, rmean = t)$table
      add(set = name, what = "rmst", of = 0, day = t, value = told["rmean"], low = told["se(rmean)"], high = NA)
    }
  }
  if (length(unique(rows$group)) > 1) {
    test <- survdiff(Surv(day, what == 1) ~ group, rows)
    p <- pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE)
    add(set = name, what = "logrank", of = 1, day = NA, value = test$chisq, low = p, high = NA)
  }
}
rows <- do.call(rbind, lapply(names(sets), function(name) cbind(set = name, sets[[name]])))
write.csv(rows, "competing_rows.csv", row.names = FALSE, quote = FALSE)
for (column in c("value", "low", "high")) out[[column]] <- format(as.numeric(out[[column]]), digits = 17, trim = TRUE)
write.csv(out, "competing.csv", row.names = FALSE, quote = FALSE, na = "")
