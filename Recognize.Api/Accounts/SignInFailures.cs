using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;

namespace Recognize.Api.Accounts;

/// <summary>Notes refused sign-ins in the audit log, so seldom that nobody can fill it.</summary>
internal sealed class SignInFailures(AccountDirectory accounts, NpgsqlDataSource database)
{
    public const int MostAnHour = 200;

    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    /// <summary>A name that nobody has is not kept: people type their password there.</summary>
    public async Task NoteAsync(string name, HttpContext context, CancellationToken cancellationToken)
    {
        var user = await accounts.FindAsync(name, cancellationToken);
        await database.AppendRarelyAsync(
            new AuditRecord(
                new AuditActor(null, "nobody", Caller.AddressOf(context)),
                AuditActions.SessionRefused,
                user is null ? "Refused a sign-in by an unknown name." : "Refused a sign-in.")
            {
                About = user is null ? null : new(user.Id, user.Name),
            },
            Apart, MostAnHour, cancellationToken);
    }
}
