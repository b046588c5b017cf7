using Recognize.Models.Sealing;
using Recognize.Tests.Support;

namespace Recognize.Tests.Sealing;

public sealed class MasterKeyFileTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly string _path;
    private readonly MasterKeyFile _file;

    public MasterKeyFileTests()
    {
        _path = Path.Combine(_home.Folder, "key");
        _file = MasterKeyFile.At(_path);
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void ReadOrCreate_MakesAKeyOnce_ThatOnlyItsOwnerCanRead()
    {
        var made = _file.ReadOrCreate();

        Assert.Equal(made.Fingerprint, _file.ReadOrCreate().Fingerprint);
        Assert.Equal(made.Fingerprint, _file.Require(made.Fingerprint).Fingerprint);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        Assert.DoesNotContain(made.Fingerprint, File.ReadAllText(_path), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_NamesTheFileAndTheKey_WhenItIsMissing_AndMakesNone()
    {
        var missing = Assert.Throws<KeysUnavailableException>(() => _file.Require("0123456789abcdef"));

        Assert.Contains(_path, missing.Message, StringComparison.Ordinal);
        Assert.Contains("0123456789abcdef", missing.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Require_SaysThatItIsAnotherKey_AndLeavesItThere()
    {
        var other = _file.ReadOrCreate();
        var text = File.ReadAllText(_path);

        var wrong = Assert.Throws<KeysUnavailableException>(() => _file.Require("0123456789abcdef"));

        Assert.Contains(other.Fingerprint, wrong.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("00112233")]
    public void TryRead_RefusesWhatIsNoKey_InsteadOfMakingAnother(string text)
    {
        File.WriteAllText(_path, text);

        Assert.Throws<KeysUnavailableException>(() => _file.TryRead());
        Assert.Throws<KeysUnavailableException>(() => _file.ReadOrCreate());
        Assert.Equal(text, File.ReadAllText(_path));
    }

    [Fact]
    public void Require_FindsTheKeyOfARotationThatDied()
    {
        var before = _file.ReadOrCreate();
        var next = MasterKey.Make();
        _file.WriteNext(next);

        Assert.Equal(next.Fingerprint, _file.Require(next.Fingerprint).Fingerprint);
        Assert.Equal(before.Fingerprint, _file.Require(before.Fingerprint).Fingerprint);
    }
}
