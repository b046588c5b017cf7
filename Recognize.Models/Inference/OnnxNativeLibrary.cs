using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Recognize.Models.Inference;

/// <summary>Points ONNX Runtime's managed code at the native library that lies beside this assembly.</summary>
internal static partial class OnnxNativeLibrary
{
    private const string FileName = "libonnxruntime.so.1";

    /// <summary>
    /// ONNX Runtime reports its use to its makers' servers unless this is set when it is loaded, and keeps the reports in the
    /// home folder until then.
    /// </summary>
    private const string NoTelemetry = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Must run before the first use of any other ONNX Runtime type; further calls do nothing.</summary>
    public static void Prepare() => _ = Registered.Value;

    private static bool Register()
    {
        // The environment that .NET shows is a copy: native code reads the other one.
        if (SetVariable(NoTelemetry, "1", overwrite: 1) != 0)
            throw new InvalidOperationException($"{NoTelemetry} cannot be set, and without it the networks are not loaded.");
        // Its own resolver knows the file names of its NuGet package only, and two resolvers are an error.
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, Resolve);
        // The default level prints a warning for each odd but harmless node of a network.
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        OrtEnv.Instance().DisableTelemetryEvents();
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

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
