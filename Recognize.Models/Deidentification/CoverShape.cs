namespace Recognize.Models.Deidentification;

/// <summary>The outline of what is covered around a face.</summary>
public enum CoverShape
{
    Ellipse,
    Rectangle,
}
