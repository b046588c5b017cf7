namespace Recognize.Models.Accounts;

/// <summary>The rights a bearer token can carry. A session cookie carries all of them.</summary>
public static class TokenScopes
{
    public const string MediaRead = "media:read";
    public const string PeopleRead = "people:read";
    public const string PeopleWrite = "people:write";
    public const string TagsRead = "tags:read";
    public const string TagsWrite = "tags:write";
    public const string AlbumsRead = "albums:read";
    public const string AlbumsWrite = "albums:write";
    public const string SharesRead = "shares:read";
    public const string SharesWrite = "shares:write";
    public const string JobsRead = "jobs:read";
    public const string JobsWrite = "jobs:write";
    public const string AuditRead = "audit:read";

    /// <summary>Users and what else only admins may do; of no use to anybody who is none.</summary>
    public const string Admin = "admin";

    /// <summary>Every scope there is, in a stable order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        MediaRead, PeopleRead, PeopleWrite, TagsRead, TagsWrite, AlbumsRead, AlbumsWrite, SharesRead, SharesWrite,
        JobsRead, JobsWrite, AuditRead, Admin,
    ];
}
