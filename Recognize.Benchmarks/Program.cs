using BenchmarkDotNet.Running;

namespace Recognize.Benchmarks;

internal static class Program
{
    // In this process: a project that is made for each run would inherit the build settings of the folders above it.
    private static void Main(string[] arguments) =>
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(["--inProcess", .. arguments]);
}
