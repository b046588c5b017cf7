namespace Recognize.Models.Accounts;

/// <summary>The rights a bearer token can carry. A session cookie carries all of them.</summary>
public static class TokenScopes
{
    public const string MediaRead = "media:read";
    public const string PeopleRead = "people:read";
    public const string PeopleWrite = "people:write";
    public const string TagsRead = "tags:read";
    public const string JobsRead = "jobs:read";
    public const string JobsWrite = "jobs:write";

    /// <summary>Every scope there is, in a stable order.</summary>
    public static IReadOnlyList<string> All { get; } = [MediaRead, PeopleRead, PeopleWrite, TagsRead, JobsRead, JobsWrite];
}
