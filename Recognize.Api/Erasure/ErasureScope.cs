using System.Security.Claims;
using Recognize.Api.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Api.Erasure;

/// <summary>Which erasures a request may see: those of the caller's own data, and for an admin all.</summary>
internal sealed class ErasureScope(RecognizeDbContext database, IHttpContextAccessor accessor)
{
    private readonly ClaimsPrincipal _user =
        accessor.HttpContext?.User ?? throw new InvalidOperationException("There is no request.");

    public Guid UserId => _user.RequireUserId();

    public bool IsAdmin => _user.IsAdmin();

    public IQueryable<JobRun> Erasures
    {
        get
        {
            var (userId, isAdmin) = (UserId, IsAdmin);
            return database.JobRuns.Where(run => run.Kind == JobKinds.Erase && (isAdmin || run.AboutId == userId));
        }
    }

    /// <summary>The name an admin has to repeat to erase a user; null when there is none of that id.</summary>
    public IQueryable<string> NamesOf(Guid userId)
    {
        var isAdmin = IsAdmin;
        return database.Users.Where(user => isAdmin && user.Id == userId).Select(user => user.Name);
    }
}
