namespace Recognize.Models.Refusals;

/// <summary>What the owner chooses when a person is not to be recognised; by default nothing is kept.</summary>
/// <param name="KeepsLook">One vector of the person is kept, for nothing but to refuse the person in new photos.</param>
/// <param name="KeepsName">The name stays on the entry.</param>
public readonly record struct RefusalChoice(bool KeepsLook, bool KeepsName);

/// <summary>What a refusal did.</summary>
/// <param name="Id">Of the entry, by which the owner can take it back.</param>
/// <param name="Faces">Boxes that are left of the person's faces.</param>
/// <param name="Contacts">Contacts that are not looked for any more, because they were linked with the person.</param>
public sealed record RefusalDone(Guid Id, int Faces, int Contacts);

/// <summary>What taking a refusal back did.</summary>
/// <param name="Faces">Boxes that were removed.</param>
/// <param name="Files">Files whose faces are due for description again; those that are gone, or whose owner has withdrawn consent, are not.</param>
public sealed record RecognisedAgain(int Faces, int Files);
