using Recognize.Models.Contacts.Portraits;

namespace Recognize.Models.Contacts;

/// <summary>A photo of a contact, kept small, so that other face models can look at it again. Stored in <c>contact_portraits</c>.</summary>
public sealed class ContactPortrait
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ContactId { get; init; }

    /// <summary>Its place among the contact's photos, from 0.</summary>
    public required short Place { get; set; }

    /// <summary>SHA-256 of the photo as it came: an unchanged one keeps what its owner said about it.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>WebP; null when the photo cannot be had.</summary>
    public byte[]? Image { get; init; }

    public PortraitState State { get; set; }

    public string? Reason { get; set; }

    /// <summary>Which face models its faces are by; null before they were looked for.</summary>
    public string? PackVersion { get; set; }

    /// <summary>Number of the face that is meant.</summary>
    public short? ChosenFace { get; set; }

    /// <summary>Whether the owner chose or accepted the face.</summary>
    public bool IsAccepted { get; set; }
}

/// <summary>A face of a portrait. Stored in <c>contact_portrait_faces</c>.</summary>
public sealed class ContactPortraitFace
{
    public required Guid PortraitId { get; init; }

    /// <summary>From 0, surest first.</summary>
    public required short Number { get; init; }

    /// <summary>Left edge in fractions of the photo's width.</summary>
    public required float X { get; init; }

    /// <summary>Top edge in fractions of the photo's height.</summary>
    public required float Y { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Fitness for recognition, 0..1.</summary>
    public required float Quality { get; init; }

    /// <summary>Unit vector, float32 little-endian.</summary>
    public required byte[] Embedding { get; init; }
}
