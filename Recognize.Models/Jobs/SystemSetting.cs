namespace Recognize.Models.Jobs;

/// <summary>A setting that an admin has made for the whole system. Stored in <c>system_settings</c>.</summary>
public sealed class SystemSetting
{
    public required string Key { get; init; }

    /// <summary>JSON; its form depends on the key.</summary>
    public required string Value { get; set; }

    public required string ChangedBy { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
}
