# Times to an event from R's survival 3.5. Run in this folder: Rscript time.R
suppressMessages(library(survival))
options(digits = 17)

# Made-up times: many ties and censorings; a curve that stands at a half, one that ends there, one that comes to nought,
# one with nobody left who could have the event, one without a median, one event on the day itself.
set.seed(20240131)
n <- 240
event <- pmax(0, round(rweibull(n, 0.9, 420) / 7) * 7)
censored <- round(runif(n, 20, 800) / 5) * 5
sets <- list(
  ties = data.frame(day = pmin(event, censored), event = as.integer(event <= censored)),
  stands = data.frame(day = c(10, 10, 20, 30, 40, 40, 55, 60), event = c(1, 1, 1, 1, 0, 1, 0, 0)),
  ends = data.frame(day = c(5, 9, 14, 30, 30, 31), event = c(1, 1, 1, 0, 0, 0)),
  nought = data.frame(day = c(3, 8, 8, 12, 40), event = c(1, 1, 0, 1, 1)),
  nobody = data.frame(day = c(15, 90, 120), event = c(0, 0, 0)),
  few = data.frame(day = c(30, 60, 90, 120, 400, 730, 731, 800), event = c(1, 0, 1, 0, 0, 0, 0, 0)),
  first = data.frame(day = c(0, 0, 0, 3, 7, 200, 365, 366), event = c(1, 1, 0, 1, 1, 1, 0, 1))
)
days <- c(0, 29, 30, 90, 180, 365, 730)
out <- NULL
for (name in names(sets)) {
  data <- sets[[name]]
  fit <- survfit(Surv(day, event) ~ 1, data, conf.type = "log-log")
  reached <- days[days <= max(data$day) | min(fit$surv) == 0]
  at <- summary(fit, times = reached, extend = TRUE)
  # A row a day: the share with the event, its limits, how many were at risk, how many had had the event.
  out <- rbind(out, data.frame(set = name, what = "cumulative", day = reached, value = 1 - at$surv, low = 1 - at$upper,
    high = 1 - at$lower, at_risk = at$n.risk, events = cumsum(at$n.event)))
  half <- quantile(fit, 0.5)
  out <- rbind(out, data.frame(set = name, what = "median", day = NA, value = half$quantile, low = half$lower,
    high = half$upper, at_risk = NA, events = NA))
  for (until in reached[reached > 0 & reached >= min(data$day)]) {
    mean <- summary(fit, rmean = until)$table
    out <- rbind(out, data.frame(set = name, what = "rmst", day = until, value = mean["rmean"], low = mean["se(rmean)"],
      high = NA, at_risk = NA, events = NA))
  }
}
rows <- do.call(rbind, lapply(names(sets), function(name) cbind(set = name, sets[[name]])))
write.csv(rows, "time_rows.csv", row.names = FALSE, quote = FALSE)
for (column in c("value", "low", "high")) out[[column]] <- format(as.numeric(out[[column]]), digits = 17, trim = TRUE)
write.csv(out, "time.csv", row.names = FALSE, quote = FALSE, na = "")

# A life table of months: half of those who left without the event were at risk; Greenwood's variance and log-log limits.
month <- seq(14, by = 30, length.out = 8)
d <- c(9, 24, 21, 29, 22, 21, 15, 21)
c <- c(0, 0, 15, 16, 13, 17, 14, 18)
at_start <- sum(d + c) - cumsum(c(0, (d + c)[-8]))
n <- at_start - c / 2
surv <- cumprod(1 - d / n)
se <- sqrt(cumsum(d / (n * (n - d)))) / abs(log(surv))
z <- qnorm(0.975)
life <- data.frame(day = month, events = d, censored = c, value = 1 - surv, low = 1 - surv^exp(-z * se), high = 1 - surv^exp(z * se))
for (column in c("value", "low", "high")) life[[column]] <- format(life[[column]], digits = 17, trim = TRUE)
write.csv(life, "life_table.csv", row.names = FALSE, quote = FALSE)
