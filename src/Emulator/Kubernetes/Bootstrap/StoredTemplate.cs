using System.Text;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Bootstrap;

/// <summary>
/// An object as it lies in the store, but for the world's own uid and time: made once in a process, and from then on
/// copied, since bytes are copied a hundred times faster than an object is decoded, checked, tracked and written.
/// </summary>
internal sealed class StoredTemplate
{
    public const string UidMark = "00000000-0000-4000-8000-00000000c4d0";
    public const string TimeMark = "1111-11-11T11:11:11Z";
    private readonly ObjectDraft draft;
    private readonly IReadOnlyList<int> uids;
    private readonly IReadOnlyList<int> times;
    private Filled? filled;

    /// <param name="draft">The object, with the two marks where uid and time belong.</param>
    public StoredTemplate(ObjectDraft draft)
    {
        this.draft = draft;
        uids = Places(draft.Json, UidMark);
        times = Places(draft.Json, TimeMark);
    }

    /// <summary>A template of an object that was created a moment ago, and was only created.</summary>
    public static StoredTemplate Of(StoredObject stored)
    {
        var obj = stored.Parse();
        var metadata = ObjectCreation.Metadata(obj);
        metadata["uid"] = UidMark;
        metadata["creationTimestamp"] = TimeMark;
        foreach (var (_, managed) in ObjectFields.Items(metadata, "managedFields"))
        {
            managed["time"] = TimeMark;
        }

        return new StoredTemplate(ObjectDraft.OfCanonical(obj, stored.Kind));
    }

    /// <summary>Puts a copy into a world; null when it has an object of this name.</summary>
    public StoredObject? Put(KubeCore core, string storageKey)
    {
        var uid = core.Entropy.Uuid();
        var time = ObjectCreation.Timestamp(core.Now);

        // Worlds of one seed and time begin with the same bytes: they share them, as their readers do.
        var last = Volatile.Read(ref filled);
        if (last is null || last.Uid != uid || last.Time != time)
        {
            var json = (byte[])draft.Json.Clone();
            Fill(json, uids, uid);
            Fill(json, times, time);
            last = new Filled(uid, time, draft.Copy(json, uid));
            Volatile.Write(ref filled, last);
        }

        return core.Store.TryPut(core.Store.Table(storageKey), null, last.Draft);
    }

    private static void Fill(byte[] json, IReadOnlyList<int> places, string value)
    {
        foreach (var place in places)
        {
            Encoding.ASCII.GetBytes(value, json.AsSpan(place));
        }
    }

    private static List<int> Places(byte[] json, string text)
    {
        var mark = Encoding.ASCII.GetBytes(text);
        var found = new List<int>();
        for (var from = 0; json.AsSpan(from).IndexOf(mark) is var at and >= 0; from += at + mark.Length)
        {
            found.Add(from + at);
        }

        return found;
    }

    /// <summary>The copy that the last world got.</summary>
    private sealed record Filled(string Uid, string Time, ObjectDraft Draft);
}
