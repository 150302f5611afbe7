using System.Collections.Concurrent;
using Eso.Emulator.Kubernetes.Fields;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>A message's fields by number; an embedded Go struct is a message between the outer one and its fields.</summary>
internal sealed class ProtobufShape
{
    private static readonly ConcurrentDictionary<TypeInfo, ProtobufShape> Known = new();

    private readonly SortedDictionary<int, Slot> _slots = [];

    /// <summary>In ascending order, as Go writes them.</summary>
    public IEnumerable<KeyValuePair<int, Slot>> Slots => _slots;

    public static ProtobufShape Of(TypeInfo type) => Known.GetOrAdd(type, static t =>
    {
        var root = new ProtobufShape();
        foreach (var field in t.Fields.Where(f => f.ProtoPath.Length > 0))
        {
            var shape = root;
            foreach (var number in field.ProtoPath.AsSpan(0, field.ProtoPath.Length - 1))
            {
                if (!shape._slots.TryGetValue(number, out var slot))
                {
                    shape._slots[number] = slot = new Slot(null, new ProtobufShape());
                }

                shape = slot.Embedded!;
            }

            shape._slots[field.ProtoPath[^1]] = new Slot(field, null);
        }

        return root;
    });

    public Slot? Find(int number) => _slots.GetValueOrDefault(number);

    /// <summary>Either a field or an embedded message.</summary>
    internal sealed record Slot(FieldInfo? Field, ProtobufShape? Embedded);
}
