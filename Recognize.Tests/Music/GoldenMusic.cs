using System.Runtime.InteropServices;
using System.Text.Json;
using Recognize.Tests.Support;

namespace Recognize.Tests.Music;

/// <summary>Reference outputs of the music networks, kept beside the repository.</summary>
internal static class GoldenMusic
{
    public static float[] Floats(string name) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Require($"golden/music/{name}"))).ToArray();

    public static JsonDocument Json(string name) =>
        JsonDocument.Parse(File.ReadAllText(SharedData.Require($"golden/music/{name}")));

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
