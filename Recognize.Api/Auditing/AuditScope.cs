using Recognize.Api.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Api.Auditing;

/// <summary>Which entries a request may see: what the caller did or was done to, and for an admin all.</summary>
internal sealed class AuditScope(RecognizeDbContext database, IHttpContextAccessor accessor)
{
    private readonly HttpContext _context =
        accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    public Guid UserId => _context.User.RequireUserId();

    public bool IsAdmin => _context.User.IsAdmin();

    public IQueryable<AuditEntry> Entries
    {
        get
        {
            var userId = UserId;
            return IsAdmin
                ? database.AuditEntries
                : database.AuditEntries.Where(entry => entry.ActorId == userId || entry.AboutId == userId);
        }
    }
}
