-- Users of the web app: each connection asks for one endpoint after another, and thinks in between. Arguments: the mean time
-- to think in milliseconds, then one path for each endpoint. The token is in the environment, where no list of processes shows it.

local threads = {}

function setup(thread)
    thread:set("number", #threads + 1)
    table.insert(threads, thread)
end

function init(args)
    think = tonumber(args[1])
    refused = 0
    math.randomseed(os.time() + number)
    local headers = { ["Authorization"] = "Bearer " .. os.getenv("RECOGNIZE_TOKEN") }
    requests = {}
    for i = 2, #args do requests[i - 1] = wrk.format("GET", args[i], headers) end
end

-- Evenly from half of the mean to one and a half, so that users do not ask in step.
function delay()
    return math.floor(think * (0.5 + math.random()))
end

function request()
    return requests[math.random(#requests)]
end

function response(status)
    if status ~= 200 then refused = refused + 1 end
end

function done(summary, latency, _)
    local bad = 0
    for _, thread in ipairs(threads) do bad = bad + thread:get("refused") end
    local errors = summary.errors
    bad = bad + errors.connect + errors.read + errors.write + errors.timeout
    io.write(string.format("@ %d %.1f %.1f %.1f %.1f %d\n",
        summary.requests, summary.requests / (summary.duration / 1e6),
        latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, bad))
end
