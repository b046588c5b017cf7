using System.CommandLine;

namespace Recognize.Worker.CommandLine;

/// <summary>The options of all commands that work on somebody's library.</summary>
internal static class OwnerOptions
{
    public static Option<string?> User { get; } = new("--user")
    {
        Description = "Whose library it is; default: the first user, who is made on the first start.",
    };

    public static Option<bool> Faces { get; } = new("--faces")
    {
        Description = "The owner agrees to face recognition (shown and asked once at a terminal).",
    };
}
