using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary><c>jobs pause | resume | limits</c>.</summary>
internal static class JobsCommandControl
{
    private const string Terminal = "command line";

    public static IEnumerable<Command> Create(Output output) => [CreatePause(output), CreateResume(output), CreateLimits(output)];

    private static Argument<string?> Kind()
    {
        var kind = new Argument<string?>("KIND")
        {
            Description = "A kind of job or of analysis; all work without it.", Arity = ArgumentArity.ZeroOrOne,
        };
        kind.AcceptOnlyFromAmong([.. WorkPauses.Kinds]);
        return kind;
    }

    private static Command CreatePause(Output output)
    {
        var kind = Kind();
        var command = new Command("pause", "Pause all work, one kind, or one user's; what is under way is finished.") { kind, OwnerOptions.User };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var owner = await JobsCommandFailures.OwnerAsync(services, parsed.GetValue(OwnerOptions.User), cancellationToken);
            await services.GetRequiredService<WorkPauses>().PauseAsync(parsed.GetValue(kind), owner, Terminal, cancellationToken);
            output.Line("paused");
        });
        return command;
    }

    private static Command CreateResume(Output output)
    {
        var kind = Kind();
        var command = new Command("resume", "End a pause, named as it was made.") { kind, OwnerOptions.User };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var owner = await JobsCommandFailures.OwnerAsync(services, parsed.GetValue(OwnerOptions.User), cancellationToken);
            output.Line(await services.GetRequiredService<WorkPauses>().ResumeAsync(parsed.GetValue(kind), owner, cancellationToken)
                ? "goes on"
                : "that was not paused; ./recognize jobs shows what is");
        });
        return command;
    }

    private static Command CreateLimits(Output output)
    {
        var cores = Number("--cores", "Processor time, in cores, at least 1.");
        var threads = Number("--threads", "Files analysed at the same time.");
        var inference = Number("--inference-threads", "Threads that run networks at the same moment.");
        var memory = Number("--memory", "Resident memory in MiB above which no file is begun.");
        var load = Number("--load", "Load average above which no file is begun.");
        var disk = Number("--free-disk", "Free disk in MiB below which no work is taken.");
        var nice = new Option<string?>("--nice") { Description = "none, best-effort or idle." };
        nice.AcceptOnlyFromAmong("none", "best-effort", "idle");
        var quiet = new Option<string[]?>("--quiet")
        {
            Description = "Hours without heavy work, such as 22:00-06:00; none removes them.", AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("limits", "Show the limits of all workers, or change some; none lifts one.")
        {
            cores, threads, inference, memory, load, disk, nice, quiet,
        };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var store = services.GetRequiredService<WorkLimitsStore>();
            WorkLimits limits;
            try
            {
                limits = await store.ChangeAsync(
                    before => before with
                    {
                        Cores = Given(parsed, cores, before.Cores),
                        Threads = (int?)Given(parsed, threads, before.Threads),
                        InferenceThreads = (int?)Given(parsed, inference, before.InferenceThreads),
                        MemoryMiB = (int?)Given(parsed, memory, before.MemoryMiB),
                        Load = Given(parsed, load, before.Load),
                        FreeDiskMiB = (int?)Given(parsed, disk, before.FreeDiskMiB),
                        Niceness = parsed.GetValue(nice) switch
                        {
                            null => before.Niceness,
                            "idle" => WorkNiceness.Idle,
                            "best-effort" => WorkNiceness.BestEffort,
                            _ => null,
                        },
                        QuietHours = parsed.GetValue(quiet) switch
                        {
                            null or [] => before.QuietHours,
                            ["none"] => [],
                            { } hours => [.. hours.Select(QuietWindow.Parse)],
                        },
                    },
                    Terminal, cancellationToken);
            }
            catch (FormatException wrong)
            {
                throw new CommandFailure(wrong.Message);
            }
            output.Line(limits.ToJson() is var json and not ("{}" or """{"quietHours":[]}""") ? json : "no limits");
        });
        return command;
    }

    private static Option<string?> Number(string name, string description) => new(name) { Description = description };

    /// <exception cref="FormatException">What was given is no number.</exception>
    private static double? Given(ParseResult parsed, Option<string?> option, double? before) => parsed.GetValue(option) switch
    {
        null => before,
        "none" => null,
        { } text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{option.Name} is '{text}': give a number, or none."),
    };
}
