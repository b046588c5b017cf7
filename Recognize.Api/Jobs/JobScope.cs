using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Api.Jobs;

/// <summary>
/// Which jobs, pauses and libraries a request is about: the caller's own, and for an admin those of the whole system.
/// </summary>
internal sealed class JobScope(RecognizeDbContext database, IHttpContextAccessor accessor)
{
    private readonly ClaimsPrincipal _user =
        accessor.HttpContext?.User ?? throw new InvalidOperationException("There is no request.");

    public Guid UserId => _user.RequireUserId();

    public string UserName => _user.Identity!.Name!;

    public bool IsAdmin => _user.IsAdmin();

    /// <summary>The caller's jobs; for an admin the system's own too, which sum over all users.</summary>
    public IQueryable<JobRun> Jobs
    {
        get
        {
            var (userId, isAdmin) = (UserId, IsAdmin);
            return database.JobRuns.Where(run => run.OwnerId == userId || (isAdmin && run.OwnerId == null));
        }
    }

    /// <summary>Users whose pauses the caller may see and change, by id: the caller, for an admin all.</summary>
    public Task<Dictionary<Guid, string>> UserNamesAsync(CancellationToken cancellationToken)
    {
        var (userId, isAdmin) = (UserId, IsAdmin);
        return database.Users.Where(user => isAdmin || user.Id == userId)
            .ToDictionaryAsync(user => user.Id, user => user.Name, cancellationToken);
    }

    public Task<List<MediaLibrary>> LibrariesAsync(Guid? only, CancellationToken cancellationToken)
    {
        var userId = UserId;
        return database.Libraries
            .Where(library => library.OwnerId == userId && (only == null || library.Id == only))
            .OrderBy(library => library.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Workers, the latest heartbeat first; those that are gone for an hour are left out.</summary>
    public async Task<List<WorkerRecord>> WorkersAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        await database.Workers.Where(worker => worker.SeenAt > since)
            .OrderByDescending(worker => worker.SeenAt).ThenBy(worker => worker.Id).ToListAsync(cancellationToken);
}
