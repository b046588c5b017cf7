using Recognize.Api.Accounts;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;

namespace Recognize.Api.Reclustering;

/// <summary>
/// Whose reclusters a request is about: the caller's own. An admin may name another user; to everybody else other users
/// do not exist.
/// </summary>
internal sealed class ReclusterScope(
    AccountDirectory accounts, ReclusterRuns runs, IHttpContextAccessor accessor)
{
    private readonly System.Security.Claims.ClaimsPrincipal _user =
        accessor.HttpContext?.User ?? throw new InvalidOperationException("There is no request.");

    /// <summary>Who acts.</summary>
    public ActActor Actor => new(_user.RequireUserId(), _user.Identity!.Name!);

    /// <param name="name">The user that the request names; null means the caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ActRefusedException">There is no such user, or none that concerns the caller.</exception>
    public async Task<Guid> OwnerAsync(string? name, CancellationToken cancellationToken)
    {
        var caller = _user.RequireUserId();
        if (name is null)
            return caller;
        var owner = (await accounts.FindAsync(name, cancellationToken))?.Id;
        return owner is { } id && (id == caller || _user.IsAdmin())
            ? id
            : throw new ActRefusedException(ActRefusal.NotFound, "There is no such user.");
    }

    /// <exception cref="ActRefusedException">There is no such user or run.</exception>
    public async Task<ReclusterRun> RunAsync(string? name, Guid runId, CancellationToken cancellationToken) =>
        await runs.FindAsync(await OwnerAsync(name, cancellationToken), runId, cancellationToken)
        ?? throw new ActRefusedException(ActRefusal.NotFound, "There is no such recluster.");
}
