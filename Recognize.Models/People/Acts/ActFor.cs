namespace Recognize.Models.People.Acts;

/// <summary>Whose people an act is about, and who acts.</summary>
public sealed record ActFor(Guid OwnerId, ActActor Actor);
