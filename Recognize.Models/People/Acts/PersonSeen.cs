namespace Recognize.Models.People.Acts;

/// <summary>A person in the version that the actor decided by.</summary>
public sealed record PersonSeen(Guid PersonId, long Version);
