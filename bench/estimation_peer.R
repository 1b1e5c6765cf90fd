# The published formula per region with mgcv, as it is used: bam, discrete, one thread. Arguments: folder, then regions.
# Without intervals: the published way gives none. `full` instead of a region: parity with a field of full rank.
suppressMessages(library(mgcv))
given <- commandArgs(TRUE)
folder <- given[1]
columns <- strsplit(readLines(file.path(folder, "columns.txt"), warn = FALSE), " ")[[1]]
read <- function(name) {
  file <- file.path(folder, name)
  whole <- matrix(readBin(file, "integer", file.size(file) / 2, size = 2, signed = FALSE), ncol = length(columns), byrow = TRUE)
  whole <- as.data.frame(whole)
  names(whole) <- columns
  for (f in c("sex", "g7", "marital", "education", "household", "source", "owner"))
    whole[[f]] <- factor(whole[[f]], levels = levels_of[[f]])
  whole
}
levels_of <- list(sex = 0:1, g7 = 0:6, marital = 0:3, education = 0:2, household = 0:6, source = 0:7, owner = 0:2)
neighbours <- function(areas) {
  ends <- read.csv(file.path(folder, "ends.csv"))
  ends <- ends[ends$from %in% areas & ends$to %in% areas, ]
  both <- rbind(ends, data.frame(from = ends$to, to = ends$from))
  found <- split(as.character(both$to), factor(both$from, levels = areas))
  lapply(found, unique)
}
terms <- "y0 ~ s(age,by=sex,bs='ps',k=10)+s(age,by=g7,bs='ps',k=10)+s(age,by=marital,bs='ps',k=10)+
  s(age,by=education,bs='ps',k=10)+s(sex,g7,bs='re')+s(sex,marital,bs='re')+s(sex,education,bs='re')+
  s(household,bs='re')+s(size,bs='ps',k=5)+s(source,bs='re')+s(owner,bs='re')+s(income,bs='ps',k=10)+
  s(assets,bs='ps',k=10)+s(density,bs='ps',k=kd)+s(area,bs='mrf',k=rank,xt=list(nb=nb))"
# The same terms with each pair of factors as one factor: a discrete fit then predicts exactly as well.
joined <- gsub("s\\(sex,(g7|marital|education),bs='re'\\)", "s(sex_\\1,bs='re')", terms)
with_pairs <- function(whole) {
  for (f in c("g7", "marital", "education")) whole[[paste0("sex_", f)]] <- interaction(whole$sex, whole[[f]])
  whole
}
fitted_on <- function(asked, areas, rank, terms) {
  nb <- neighbours(areas)
  asked$area <- factor(asked$area, levels = areas)
  kd <- min(10, length(unique(asked$density)))
  made <- as.formula(terms, env = environment())
  bam(made, data = asked, family = binomial(), discrete = TRUE, select = TRUE, drop.unused.levels = FALSE, nthreads = 1)
}
means <- function(chance, area) tapply(chance, area, mean)

if (given[2] == "full") {
  areas <- scan(file.path(folder, "full-areas.txt"), quiet = TRUE)
  asked <- with_pairs(read("full-survey.bin"))
  people <- with_pairs(read("full-population.bin"))
  people$area <- factor(people$area, levels = areas)
  people <- people[order(runif(nrow(people))), ]  # a part whose every value lies beyond the survey cannot be predicted
  started <- proc.time()[3]
  fit <- fitted_on(asked, areas, length(areas), joined)
  took <- proc.time()[3] - started
  shares <- numeric(length(areas)); slopes <- matrix(0, length(areas), length(coef(fit))); count <- shares
  for (low in seq(1, nrow(people), 5000)) {
    rows <- low:min(low + 4999, nrow(people))
    X <- predict(fit, people[rows, ], type = "lpmatrix", discrete = FALSE)
    p <- as.vector(1 / (1 + exp(-X %*% coef(fit))))
    at <- as.integer(people$area[rows])
    sums <- rowsum(cbind(p, 1, X * (p * (1 - p))), at)
    here <- as.integer(rownames(sums))
    shares[here] <- shares[here] + sums[, 1]; count[here] <- count[here] + sums[, 2]
    slopes[here, ] <- slopes[here, ] + sums[, -(1:2)]
  }
  slopes <- slopes / count
  se <- sqrt(rowSums((slopes %*% vcov(fit)) * slopes))
  write.csv(data.frame(area = areas, share = shares / count, se = se, seconds = unname(took)), file.path(folder, "full-answer.csv"), row.names = FALSE)
} else for (region in given[-1]) {
  areas <- scan(file.path(folder, paste0("areas-", region, ".txt")), quiet = TRUE)
  rank <- max(4, round(length(areas) / 5))
  fit <- fitted_on(read(paste0("survey-", region, ".bin")), areas, rank, terms)
  people <- read(paste0("population-", region, ".bin"))
  found <- factor(people$area, levels = areas)
  people$area <- found
  chance <- as.vector(predict(fit, people, type = "response"))
  write.csv(data.frame(area = areas, share = as.vector(means(chance, found))), file.path(folder, paste0("answer-", region, ".csv")), row.names = FALSE)
}
