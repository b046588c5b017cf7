namespace Recognize.Models.Packs.Import;

/// <summary>Puts the dimensions of a row-major tensor into another order.</summary>
internal static class AxisOrder
{
    /// <param name="values">As many as the shape says.</param>
    /// <param name="shape">The sizes as they are.</param>
    /// <param name="axes">For each dimension of the result the dimension it comes from.</param>
    public static T[] Permute<T>(T[] values, int[] shape, int[] axes)
    {
        if (axes.SequenceEqual(Enumerable.Range(0, axes.Length)))
            return values;
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--])
            strides[axis] = stride;
        var result = new T[values.Length];
        var position = new int[axes.Length];
        for (var target = 0; target < result.Length; target++)
        {
            var source = 0;
            for (var index = 0; index < axes.Length; index++)
                source += position[index] * strides[axes[index]];
            result[target] = values[source];
            for (var index = axes.Length - 1; index >= 0 && ++position[index] == shape[axes[index]]; index--)
                position[index] = 0;
        }
        return result;
    }
}
