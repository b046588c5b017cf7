namespace Recognize.Models.Accounts;

/// <summary>The text an owner agrees to before any face is looked at. A changed text gets a new version.</summary>
public static class FaceConsentText
{
    public const string Version = "2026-11";

    public const string Text =
        """
        Face recognition finds faces in this library's photos, computes a mathematical
        fingerprint of each (biometric data) and groups those that look alike, so that you
        can browse by person. Everything stays on this machine. Age, gender, ethnicity and
        emotions are never inferred. You can switch it off at any time.
        Please make sure that the people you photograph would agree.
        """;
}
