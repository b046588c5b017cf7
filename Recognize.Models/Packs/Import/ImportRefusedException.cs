namespace Recognize.Models.Packs.Import;

/// <summary>
/// A model file that cannot be imported, with the reason in words an owner understands. The importer's front turns it
/// into a <see cref="Inference.ModelFileException"/> that names the file.
/// </summary>
internal sealed class ImportRefusedException(string message) : Exception(message);
