namespace Recognize.Models.Sealing;

/// <summary>A sealed value is damaged, or lies where it was not sealed for. Nothing of it is used.</summary>
public sealed class SealedValueException(SealedRow row, Exception? cause = null) : Exception(
    $"What is stored for {row.Kind} {row.Id} is damaged or was moved there from elsewhere; it was not used. "
        + "Analyse its file again, or restore a backup.",
    cause);
