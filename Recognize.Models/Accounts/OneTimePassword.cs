using System.Security.Cryptography;

namespace Recognize.Models.Accounts;

/// <summary>Makes passwords that are read off a terminal and typed once, such as <c>k7wm-x2qd-9pfh-3tzr</c>.</summary>
internal static class OneTimePassword
{
    // Without 0 o 1 i l u: what people mistake for one another, and what forms words. 16 of 30 signs hold 78 bits.
    private const string Signs = "23456789abcdefghjkmnpqrstvwxyz";

    private const int Groups = 4;
    private const int SignsPerGroup = 4;

    public static string Create() => string.Join('-',
        Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Signs, SignsPerGroup)));
}
