namespace Recognize.Worker.Scanning.Watching;

/// <summary>Asks for a scan; whoever may, does it.</summary>
/// <param name="ownerId">Whose library.</param>
/// <param name="libraryId">The library.</param>
/// <param name="subject">How much of it, as in <see cref="ScanExtent.Subject"/>.</param>
/// <param name="cancellationToken">Gives the asking up.</param>
internal delegate Task ScanRequester(Guid ownerId, Guid libraryId, string subject, CancellationToken cancellationToken);
