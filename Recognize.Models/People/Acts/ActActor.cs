namespace Recognize.Models.People.Acts;

/// <summary>Who acts.</summary>
/// <param name="UserId">The user; null when the system acts by itself.</param>
/// <param name="Name">In words, shown in the log of acts.</param>
public sealed record ActActor(Guid? UserId, string Name);
