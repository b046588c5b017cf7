using System.Buffers;

namespace Recognize.Models.Faces.Index;

/// <summary>A face near to what was looked for.</summary>
/// <param name="Id">The face.</param>
/// <param name="Similarity">Dot product of the unit vectors, -1..1, wrong by some thousandths.</param>
public readonly record struct IndexedFace(Guid Id, float Similarity);

/// <summary>
/// Finds the nearest of up to some millions of faces in memory, approximately: it proposes candidates, and whoever
/// decides about them reads their rows and exact vectors, so that an entry that is no longer true does no harm.
/// Vectors are kept as bytes in cells around k-means centres, and a look-up scans the cells nearest to it.
/// </summary>
/// <remarks>
/// Safe for concurrent use: look-ups run side by side, changes one at a time; a look-up waits for a change, except for
/// the making of cells, during which the old ones serve. Memory: the vector's length plus about 80 bytes a face.
/// </remarks>
public sealed class FaceIndex : IDisposable
{
    /// <summary>Below so many faces a look-up compares with all, and there are no cells.</summary>
    public const int ExactBelow = 20_000;

    /// <summary>By how many times the index must have grown for new cells to be made.</summary>
    private const int RetrainAtGrowth = 4;

    private readonly ReaderWriterLockSlim _access = new();
    private readonly Lock _changing = new();
    private readonly SignSketch _sketch;

    // Scratch of the one that changes.
    private readonly sbyte[] _code;
    private readonly ulong[] _sketched;
    private CellCentres? _centres;
    private IndexCell[] _cells;
    private Dictionary<Guid, Place> _places = [];

    /// <param name="dimensions">Length of the vectors.</param>
    /// <param name="packVersion">The model pack that the vectors come from: those of two packs are never compared.</param>
    public FaceIndex(int dimensions, string packVersion)
        : this(dimensions, packVersion, centres: null)
    {
    }

    private FaceIndex(int dimensions, string packVersion, CellCentres? centres)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        Dimensions = dimensions;
        PackVersion = packVersion;
        _sketch = new SignSketch(dimensions);
        _code = new sbyte[dimensions];
        _sketched = new ulong[_sketch.Words];
        _centres = centres;
        _cells = NewCells(centres?.Count ?? 1);
    }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions { get; }

    /// <summary>The model pack that the vectors come from.</summary>
    public string PackVersion { get; }

    /// <summary>How many faces there are.</summary>
    public int Count
    {
        get
        {
            _access.EnterReadLock();
            try
            {
                return _places.Count;
            }
            finally
            {
                _access.ExitReadLock();
            }
        }
    }

    /// <summary>How many faces there were when the cells were made, 0 while there are none: changes when they are made anew.</summary>
    public long CellsMadeFrom => _centres?.TrainedOn ?? 0;

    /// <summary>Cells there are: one, unless the index has become large.</summary>
    internal int CellCount => _centres?.Count ?? 1;

    /// <summary>The share of the cells that a look-up scans; for measuring what it costs to miss less.</summary>
    internal double ProbedShare { get; init; } = 0.5;

    /// <summary>How many standard deviations a sketch may differ more than expected; for measuring, too.</summary>
    internal float SketchSlack { get; init; } = 0.75f;

    /// <summary>Adds a face, or gives it a new vector. Now and then this makes new cells, which takes seconds.</summary>
    /// <exception cref="ArgumentException">The vector is of another length.</exception>
    public void Add(Guid id, ReadOnlySpan<float> vector)
    {
        Check(vector);
        lock (_changing)
        {
            Store(id, vector, _centres?.Nearest(vector) ?? 0);
            if (IsTrainingDue(_places.Count))
                Train();
        }
    }

    /// <summary>Adds many faces: new cells, if they are needed, are made once at the end.</summary>
    /// <exception cref="ArgumentException">A vector is of another length; nothing was added.</exception>
    public void AddRange(IReadOnlyCollection<KeyValuePair<Guid, float[]>> faces)
    {
        foreach (var face in faces)
            Check(face.Value);
        lock (_changing)
        {
            var trainingDue = IsTrainingDue(_places.Count + faces.Count);
            _places.EnsureCapacity(_places.Count + faces.Count);
            // Cells that are about to be replaced are not worth the search for the nearest.
            foreach (var (id, vector) in faces)
                Store(id, vector, trainingDue ? 0 : _centres?.Nearest(vector) ?? 0);
            if (IsTrainingDue(_places.Count))
                Train();
        }
    }

    /// <summary>Takes a face out; false if it was not there.</summary>
    public bool Remove(Guid id)
    {
        lock (_changing)
        {
            _access.EnterWriteLock();
            try
            {
                return RemoveEntry(id);
            }
            finally
            {
                _access.ExitWriteLock();
            }
        }
    }

    /// <summary>The nearest faces, the most similar first.</summary>
    /// <param name="vector">Unit vector.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="floor">Least similarity.</param>
    /// <exception cref="ArgumentException">The vector is of another length.</exception>
    public IReadOnlyList<IndexedFace> Nearest(ReadOnlySpan<float> vector, int count, float floor)
    {
        Check(vector);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var code = new sbyte[Dimensions];
        var sketch = new ulong[_sketch.Words];
        var scale = SignedBytes.Quantise(vector, code);
        _sketch.Write(vector, sketch);
        var searched = new SearchedVector(Array.ConvertAll(code, value => (short)value), scale, sketch);
        var best = new NearestFaces(count, floor);
        _access.EnterReadLock();
        try
        {
            Scan(vector, searched, best);
        }
        finally
        {
            _access.ExitReadLock();
        }
        return best.Sorted();
    }

    /// <summary>Writes what is costly to make, the cells; the faces themselves are added again from the database.</summary>
    public void Save(Stream stream)
    {
        lock (_changing)
            FaceIndexState.Write(stream, PackVersion, Dimensions, _centres);
    }

    /// <summary>An index without faces that has the cells of a saved one.</summary>
    /// <param name="stream">What <see cref="Save"/> wrote; read to its end.</param>
    /// <param name="dimensions">Length of the vectors that will be added.</param>
    /// <param name="packVersion">The model pack that they come from.</param>
    /// <exception cref="FaceIndexStateException">The state is damaged or belongs to something else: build anew.</exception>
    public static FaceIndex Load(Stream stream, int dimensions, string packVersion) =>
        new(dimensions, packVersion, FaceIndexState.Read(stream, packVersion, dimensions));

    /// <summary>Frees the lock; the index must not be in use.</summary>
    public void Dispose() => _access.Dispose();

    private void Scan(ReadOnlySpan<float> vector, SearchedVector searched, NearestFaces best)
    {
        if (_centres is null || _places.Count < ExactBelow)
        {
            foreach (var cell in _cells)
                best.Scan(cell, searched, int.MaxValue);
            return;
        }
        var probed = Math.Clamp((int)Math.Ceiling(ProbedShare * _centres.Count), 1, _centres.Count);
        var cells = ArrayPool<int>.Shared.Rent(probed);
        _centres.Probe(vector, cells.AsSpan(0, probed));
        foreach (var cell in cells.AsSpan(0, probed))
            best.Scan(_cells[cell], searched, _sketch.MostDifferent(best.Least, SketchSlack));
        ArrayPool<int>.Shared.Return(cells);
    }

    private void Store(Guid id, ReadOnlySpan<float> vector, int cell)
    {
        var scale = SignedBytes.Quantise(vector, _code);
        _sketch.Write(vector, _sketched);
        _access.EnterWriteLock();
        try
        {
            RemoveEntry(id);
            _places.Add(id, new Place(cell, _cells[cell].Add(id, new EncodedVector(_code, scale, _sketched))));
        }
        finally
        {
            _access.ExitWriteLock();
        }
    }

    private bool RemoveEntry(Guid id)
    {
        if (!_places.Remove(id, out var place))
            return false;
        if (_cells[place.Cell].RemoveAt(place.Row) is { } moved)
            _places[moved] = place;
        return true;
    }

    private bool IsTrainingDue(int count) =>
        count >= ExactBelow && (_centres is null || count >= (long)RetrainAtGrowth * _centres.TrainedOn);

    /// <summary>Makes new cells beside the old ones, which serve until the new ones stand.</summary>
    private void Train()
    {
        var centres = CellTraining.Train(_cells, Dimensions);
        var cells = NewCells(centres.Count);
        var places = new Dictionary<Guid, Place>(_places.Count);
        foreach (var old in _cells)
        {
            var assigned = CellTraining.Assign(old, centres, Dimensions);
            for (var row = 0; row < assigned.Length; row++)
            {
                var id = old.IdAt(row);
                places.Add(id, new Place(assigned[row], cells[assigned[row]].Add(id, old.At(row))));
            }
        }
        _access.EnterWriteLock();
        (_centres, _cells, _places) = (centres, cells, places);
        _access.ExitWriteLock();
    }

    private IndexCell[] NewCells(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new IndexCell(Dimensions, _sketch.Words))];

    private void Check(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} numbers, the index holds vectors of {Dimensions}.");
    }

    private readonly record struct Place(int Cell, int Row);
}
