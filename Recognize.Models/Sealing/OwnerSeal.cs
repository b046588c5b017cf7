using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sealing;

/// <summary>
/// Seals and opens the values of one owner. What older programs stored in the clear is read as it is. Not thread-safe:
/// each reader and each writer has its own. Disposing forgets the keys.
/// </summary>
public sealed class OwnerSeal : IDisposable
{
    private readonly Guid _ownerId;
    private readonly Dictionary<int, AesGcm> _ciphers = [];
    private readonly int? _current;
    private readonly Func<int, byte[]?> _find;
    private byte[] _stored = [];
    private byte[] _place = [];

    /// <param name="ownerId">Whose values.</param>
    /// <param name="keys">Data keys by number.</param>
    /// <param name="isSealing">Whether values are written sealed; before every program can read that, they are not.</param>
    /// <param name="find">Looks for a data key that was made since.</param>
    internal OwnerSeal(Guid ownerId, IReadOnlyDictionary<int, byte[]> keys, bool isSealing, Func<int, byte[]?> find)
    {
        _ownerId = ownerId;
        _find = find;
        foreach (var (number, key) in keys)
            _ciphers.Add(number, new AesGcm(key, SealedBytes.TagBytes));
        _current = isSealing ? keys.Keys.Max() : null;
    }

    /// <summary>What values are written with; null while they are written in the clear.</summary>
    public int? CurrentKey => _current;

    /// <summary>A vector as it is stored.</summary>
    public byte[] Seal(ReadOnlySpan<float> vector, SealedRow row)
    {
        if (_current is null)
            return EmbeddingBytes.From(vector);
        return BitConverter.IsLittleEndian
            ? Seal(MemoryMarshal.AsBytes(vector), row)
            : Seal(EmbeddingBytes.From(vector), row);
    }

    /// <summary>A value as it is stored.</summary>
    public byte[] Seal(ReadOnlySpan<byte> value, SealedRow row)
    {
        if (_current is not { } number)
            return value.ToArray();
        var stored = new byte[value.Length + SealedBytes.Overhead];
        SealedBytes.WriteHead(number, stored);
        SealedBytes.Encrypt(_ciphers[number], value, stored.AsSpan(SealedBytes.HeadBytes), PlaceOf(row));
        return stored;
    }

    /// <summary>A vector of the row that a reader is at; nothing but the vector itself is left to collect.</summary>
    /// <exception cref="SealedValueException">It is damaged or another row's.</exception>
    /// <exception cref="KeysUnavailableException">Its data key is gone.</exception>
    public float[] ReadVector(NpgsqlDataReader reader, int column, SealedRow row)
    {
        var length = (int)reader.GetBytes(column, 0, null, 0, 0);
        if (_stored.Length < length)
            _stored = new byte[Math.Max(length, 4096)];
        reader.GetBytes(column, 0, _stored, 0, length);
        return OpenVector(_stored.AsSpan(0, length), row);
    }

    /// <summary>A stored vector.</summary>
    /// <exception cref="SealedValueException">It is damaged or another row's.</exception>
    /// <exception cref="KeysUnavailableException">Its data key is gone.</exception>
    public float[] OpenVector(ReadOnlySpan<byte> stored, SealedRow row)
    {
        if (!SealedBytes.IsSealedVector(stored))
            return stored.Length % sizeof(float) == 0 ? EmbeddingBytes.ToVector(stored) : throw new SealedValueException(row);
        var vector = new float[(stored.Length - SealedBytes.Overhead) / sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            Open(stored, row, MemoryMarshal.AsBytes(vector.AsSpan()));
            return vector;
        }
        var bytes = new byte[vector.Length * sizeof(float)];
        Open(stored, row, bytes);
        return EmbeddingBytes.ToVector(bytes);
    }

    /// <summary>A stored portrait, index or card file.</summary>
    /// <exception cref="SealedValueException">It is damaged or another row's.</exception>
    /// <exception cref="KeysUnavailableException">Its data key is gone.</exception>
    public byte[] Open(byte[] stored, SealedRow row)
    {
        if (!SealedBytes.IsSealed(stored))
            return stored;
        var value = new byte[stored.Length - SealedBytes.Overhead];
        Open(stored, row, value);
        return value;
    }

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values)
            cipher.Dispose();
        _ciphers.Clear();
    }

    private void Open(ReadOnlySpan<byte> stored, SealedRow row, Span<byte> value)
    {
        var number = SealedBytes.KeyNumberOf(stored);
        if (!_ciphers.TryGetValue(number, out var cipher))
        {
            // Keys were changed while this reader was at it.
            var key = _find(number) ?? throw new KeysUnavailableException(
                $"Data key {number} of the user {_ownerId} is gone, and with it what was sealed with it: analyse the files "
                + "again, or restore a backup.");
            cipher = new AesGcm(key, SealedBytes.TagBytes);
            _ciphers.Add(number, cipher);
        }
        try
        {
            SealedBytes.Decrypt(cipher, stored[SealedBytes.HeadBytes..], value, PlaceOf(row));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new SealedValueException(row, mismatch);
        }
    }

    private ReadOnlySpan<byte> PlaceOf(SealedRow row)
    {
        if (_place.Length < row.MostBytes)
            _place = new byte[row.MostBytes];
        return _place.AsSpan(0, row.Write(_ownerId, _place));
    }
}
