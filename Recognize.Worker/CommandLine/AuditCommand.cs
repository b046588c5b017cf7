using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary><c>audit</c>: who did what, the latest first.</summary>
internal static class AuditCommand
{
    public static Command Create(Output output)
    {
        var user = new Option<string?>("--user") { Description = "Only what this user did or was done to." };
        var action = new Option<string?>("--action") { Description = "Only one action, such as token.made, or kind, such as token." };
        var days = new Option<int?>("--days") { Description = "Only the last so many days." };
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 50 };
        var command = new Command("audit", "Show the audit log, the latest entry first.") { user, action, days, limit };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
                .CreateDbContextAsync(cancellationToken);
            IQueryable<AuditEntry> entries = database.AuditEntries;
            if (parsed.GetValue(user) is { } name)
            {
                var id = (await services.GetRequiredService<AccountDirectory>().RequireAsync(name, cancellationToken)).Id;
                entries = entries.Where(entry => entry.ActorId == id || entry.AboutId == id);
            }
            if (parsed.GetValue(action) is { } only)
            {
                var kind = only + ".";
                entries = entries.Where(entry => entry.Action == only || entry.Action.StartsWith(kind));
            }
            if (parsed.GetValue(days) is { } last)
            {
                var since = services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(-last);
                entries = entries.Where(entry => entry.At >= since);
            }
            foreach (var entry in await entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
                .Take(parsed.GetValue(limit)).ToListAsync(cancellationToken))
                output.Line(LineOf(entry));
        });
        return command;
    }

    internal static string LineOf(AuditEntry entry) => Output.Printable(string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {entry.Action,-18} {entry.ActorName}"
        + $"{(entry.AboutName is { } about && about != entry.ActorName ? $" → {about}" : "")}: {entry.Summary}"
        + $"{(entry.Detail is { } detail ? $" ({detail})" : "")}{(entry.Address is { } address ? $" [{address}]" : "")}"));
}
