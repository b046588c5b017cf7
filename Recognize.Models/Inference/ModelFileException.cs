namespace Recognize.Models.Inference;

/// <summary>
/// A model file that is missing, damaged or not the file its catalogue entry describes. Not the fault of any photo:
/// the message names the file and what the owner can do.
/// </summary>
public sealed class ModelFileException : Exception
{
    public ModelFileException(string fileName, string message) : base(message) => FileName = fileName;

    public ModelFileException(string fileName, string message, Exception inner) : base(message, inner) =>
        FileName = fileName;

    /// <summary>Catalogue name of the file, without a folder.</summary>
    public string FileName { get; }
}
