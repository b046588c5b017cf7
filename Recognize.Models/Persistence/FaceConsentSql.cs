namespace Recognize.Models.Persistence;

/// <summary>The rule about who agreed to face recognition, as a piece of SQL.</summary>
public static class FaceConsentSql
{
    /// <summary>Whether the user <c>$1</c> agrees: the latest entry says so, and none means no.</summary>
    public const string IsGiven =
        "coalesce((SELECT given FROM face_consents WHERE user_id = $1 ORDER BY answered_at DESC LIMIT 1), false)";
}
