using System.Diagnostics;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packaging;

/// <summary>The unit file for systemd, held against what docs/security.md promises of it.</summary>
public sealed class ServiceUnitTests : IDisposable
{
    private const string File = "packaging/recognize.service";

    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-unit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("IPAddressDeny", "any")]
    [InlineData("IPAddressAllow", "localhost")]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("ProtectHome", "read-only")]
    [InlineData("PrivateTmp", "yes")]
    [InlineData("PrivateDevices", "yes")]
    [InlineData("RestrictNamespaces", "yes")]
    [InlineData("RestrictSUIDSGID", "yes")]
    [InlineData("LimitCORE", "0")]
    [InlineData("User", "recognize")]
    public void Setting_IsTheStrictOne(string name, string value) => Assert.Equal([value], ValuesOf(name));

    [Fact]
    public void Program_CanStillCompileItsCode() => Assert.Empty(ValuesOf("MemoryDenyWriteExecute"));

    [Fact]
    public void File_IsGood_AsSystemdReadsIt()
    {
        // Where the program will be is not known here.
        var copy = Path.Combine(_folder, "recognize.service");
        System.IO.File.WriteAllLines(copy, Lines().Select(line =>
            line.StartsWith("ExecStart=", StringComparison.Ordinal) ? "ExecStart=/bin/true" : line));
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", copy]) { RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("systemd-analyze is not installed");
        }
        using (process)
        {
            var complaints = process!.StandardError.ReadToEnd();
            process.WaitForExit();

            Assert.DoesNotContain(copy, complaints, StringComparison.Ordinal);
            Assert.True(process.ExitCode == 0, complaints);
        }
    }

    private static string[] ValuesOf(string name) =>
        [.. Lines().Where(line => line.StartsWith(name + "=", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..])];

    private static string[] Lines() => Repository.Read(File).Split('\n');
}
