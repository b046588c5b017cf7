using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Recognize.Models.Inference;

/// <summary>Points ONNX Runtime's managed code at the native library that lies beside this assembly.</summary>
internal static class OnnxNativeLibrary
{
    private const string FileName = "libonnxruntime.so.1";

    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Must run before the first use of any other ONNX Runtime type; further calls do nothing.</summary>
    public static void Prepare() => _ = Registered.Value;

    private static bool Register()
    {
        // Its own resolver knows the file names of its NuGet package only, and two resolvers are an error.
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, Resolve);
        // The default level prints a warning for each odd but harmless node of a network.
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        return true;
    }

    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        // Zero hands the search back to .NET, which finds the library of a NuGet package by itself.
        if (!libraryName.Contains("onnxruntime", StringComparison.Ordinal))
            return 0;
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        return File.Exists(beside) ? NativeLibrary.Load(beside) : 0;
    }
}
