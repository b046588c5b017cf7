namespace Recognize.Tests.Faces.Grouping.References;

/// <summary>
/// HDBSCAN (Campello, Moulavi and Sander 2013): single linkage over mutual reachability, condensed to clusters of a least
/// size, of which the most stable are taken.
/// </summary>
internal sealed class Hdbscan
{
    private readonly SimilarityMatrix _faces;
    private readonly int _minClusterSize;
    private readonly double[] _core;
    private readonly List<Branch> _branches = [];

    private Hdbscan(SimilarityMatrix faces, int minClusterSize, int minSamples)
    {
        _faces = faces;
        _minClusterSize = minClusterSize;
        _core = [.. Enumerable.Range(0, faces.Count).Select(face => (double)Enumerable.Range(0, faces.Count)
            .Select(other => other == face ? 0 : faces.Distance(face, other)).Order().ElementAt(minSamples - 1))];
    }

    /// <summary>Cluster numbers by face, -1 for noise.</summary>
    /// <param name="faces">All similarities.</param>
    /// <param name="minClusterSize">Faces that a cluster has at least.</param>
    /// <param name="minSamples">The neighbour, the face itself being the first, whose distance is the core distance.</param>
    /// <param name="wholeFrom">Clusters that part only above this similarity are left whole (1 parts all).</param>
    public static int[] Run(SimilarityMatrix faces, int minClusterSize, int minSamples, float wholeFrom = 1)
    {
        var run = new Hdbscan(faces, minClusterSize, minSamples);
        var root = run.Condense(run.SingleLinkage());
        var cluster = Enumerable.Repeat(-1, faces.Count).ToArray();
        var chosen = new List<Branch>();
        Choose(root, 1 - (double)wholeFrom, chosen);
        for (var number = 0; number < chosen.Count; number++)
            foreach (var face in run.FacesOf(chosen[number]))
                cluster[face] = number;
        return cluster;
    }

    /// <summary>Merges of the minimum spanning tree, nearest first: nodes from <c>Count</c> on are merges.</summary>
    private List<(int Left, int Right, double Distance)> SingleLinkage()
    {
        var count = _faces.Count;
        var (distance, from) = (Enumerable.Repeat(double.MaxValue, count).ToArray(), new int[count]);
        var isIn = new bool[count];
        var edges = new List<(int A, int B, double Distance)>();
        var current = 0;
        for (var step = 1; step < count; step++)
        {
            isIn[current] = true;
            var next = -1;
            for (var other = 0; other < count; other++)
            {
                if (isIn[other])
                    continue;
                var reach = Math.Max(_faces.Distance(current, other), Math.Max(_core[current], _core[other]));
                if (reach < distance[other])
                    (distance[other], from[other]) = (reach, current);
                if (next < 0 || distance[other] < distance[next])
                    next = other;
            }
            edges.Add((from[next], next, distance[next]));
            current = next;
        }

        var top = Enumerable.Range(0, 2 * count).ToArray();
        var merges = new List<(int, int, double)>();
        foreach (var (a, b, length) in edges.OrderBy(edge => edge.Distance))
        {
            var (left, right) = (Find(a), Find(b));
            top[left] = top[right] = count + merges.Count;
            merges.Add((left, right, length));
        }
        return merges;

        int Find(int node)
        {
            while (top[node] != node)
                node = top[node] = top[top[node]];
            return node;
        }
    }

    private Branch Condense(List<(int Left, int Right, double Distance)> merges)
    {
        var count = _faces.Count;
        var root = new Branch(null, 0);
        _branches.Add(root);
        var pending = new Stack<(int Node, Branch Branch)>([(count + merges.Count - 1, root)]);
        while (pending.TryPop(out var item))
        {
            var (left, right, distance) = merges[item.Node - count];
            var lambda = 1 / Math.Max(distance, 1e-9);
            var (leftFaces, rightFaces) = (Under(left), Under(right));
            var isSplit = leftFaces.Count >= _minClusterSize && rightFaces.Count >= _minClusterSize;
            foreach (var (node, faces) in new[] { (left, leftFaces), (right, rightFaces) })
            {
                var branch = item.Branch;
                if (isSplit)
                {
                    branch = new Branch(item.Branch, lambda);
                    item.Branch.Children.Add(branch);
                    item.Branch.Stability += faces.Count * (lambda - item.Branch.Birth);
                    _branches.Add(branch);
                }
                if (faces.Count >= _minClusterSize && node >= count)
                {
                    pending.Push((node, branch));
                }
                else
                {
                    branch.Faces.AddRange(faces);
                    branch.Stability += faces.Count * (lambda - branch.Birth);
                }
            }
        }
        return root;

        List<int> Under(int node)
        {
            var faces = new List<int>();
            var open = new Stack<int>([node]);
            while (open.TryPop(out var next))
            {
                if (next < count)
                {
                    faces.Add(next);
                    continue;
                }
                open.Push(merges[next - count].Left);
                open.Push(merges[next - count].Right);
            }
            return faces;
        }
    }

    /// <summary>A branch stands for itself where it is more stable than all below it, and where it parts too late.</summary>
    private static double Choose(Branch branch, double leastDistance, List<Branch> chosen)
    {
        var before = chosen.Count;
        var below = branch.Children.Sum(child => Choose(child, leastDistance, chosen));
        var partsTooLate = branch.Children.Count > 0 && 1 / branch.Children[0].Birth < leastDistance;
        if (branch.Parent is not null && (partsTooLate || branch.Stability >= below))
        {
            chosen.RemoveRange(before, chosen.Count - before);
            chosen.Add(branch);
            return branch.Stability;
        }
        return below;
    }

    private IEnumerable<int> FacesOf(Branch branch) => branch.Faces.Concat(branch.Children.SelectMany(FacesOf));

    /// <summary>A cluster of the condensed tree, born when it parted from its parent.</summary>
    private sealed class Branch(Branch? parent, double birth)
    {
        public Branch? Parent { get; } = parent;

        /// <summary>One over the distance.</summary>
        public double Birth { get; } = birth;

        public double Stability { get; set; }

        public List<int> Faces { get; } = [];

        public List<Branch> Children { get; } = [];
    }
}
