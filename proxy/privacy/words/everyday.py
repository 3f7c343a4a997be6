"""Common English words in their base form, so that memory never spreads one as if it were a name.

Counted in the documentation strings of open-source Python packages: words that stand in at least
three files and mostly in small letters. Plurals, -ed, -ing and -ly forms are recognised by rule in
``proxy.privacy.words.is_everyday``. The words of shops and chats stand in ``shop``.
"""

ENGLISH = """
abandoned abbreviated abbreviation abcd ability abort above absence absent absolute abstract
abstraction abuse accelerate accelerator accept acceptable acceptance access accessible accesskey
accessor accident accidental accommodate accompany accomplish accord accordance accumulate accuracy
accurate achieve acknowledge acknowledgment aclocal acquire acronym across activate activation
active activity actor actual adapt addition additional addon addr addressof adequate adhere adilger
adjacent adjust adjustment administrative administrator admission adopted adoption advance advantage
advertise advice advised advisory affect affiliates affinity affirms after afterwards against agency
aggregate aggregation aggressively agnostic agree agreements ahead aiohttp alembic alert algo
algorithm alias align alignment alink alive alleging alloc alloca allocate allocation allocator
allowable allowance allowlist alloy almost alone along alongside alpha alphabet alphabetical
alphanumeric alphanums alter alterations alternate alternative although altogether alum alumni
amacleod ambiguity ambiguous amdgcn amended among amount analogous analyse analysis analyze analyzer
ancestor anchor ancient animation annotate annotation announcement anonymous ansi anthologies anyio
anywhere aoeu apart apicontent apidoc apparatus apparent appear appearance append applicable
application applied appname approach appropriate approval approve approximate approximation
arbitrarily arbitrary arch architecture archive area aren argc argparse arguably argv arise
arithmetic around arrangement arrive arrow artifact artificial asan ascending ascii aside aspect
assembled assembler assembly assert assertion assign assignment associate association assume
assumption asymmetric async asynchronous asyncio atanq atexit atom atomic atomically attach
attachment attack attacker attempt attention attr attribute attribution augment auth authenticate
authentication author authoritative authority authorization authorize authorship autocompletion
autoflush autogen autoincrement automake automate automatic automatically automation auxiliary
availability average avoid avoidance await awaitable aware away awkward axes axis backend background
backlog backoff backport backslash backtick backtrace backtracking backup backward bail ballad
bandwidth bare barf base baseline basename bash basic basically basis batch bcollins bear became
because become been before beforehand began begin beginning behalf behave behavior behaviour behind
being belong below benchmark beneficial benefit besides beta beware beyond bgcolor biarch bias
bidirectional biebl bigger bigint binary binascii bind bisect bitmap bitwise blah blame blank
blindly blob block blockquote blog blow board body bogus boilerplate bold book bookkeeping boost
bootstrap bootstrapping border borrow both bother bottom bound boundary brace bracket branch breach
break breakage breakpoint brief bright broadcast broke brotli brought browse browser bucket budget
buffer bugfixes buggy build buildd builder built builtin bulk bump bunch burnus bygroups bypass byte
bytearray bytecode byteorder bytestring cache calculate calculation calendar callable callback
callee came canary cancellation cancelled cancelling candidate canonical canonicalize capability
capable capacity capital capitalization capitalize caption capture caret carriage carried carry
cascade cast catch caught cause caution caveat cdef cell cellpadding cellspacing center central
cents cerr cert certain certdata certificate cflags challenge chance changelog channel chapter char
character charset charts chdir check checkbox checker checkpoint checksum chmod chop chosen chown
cipher circle circuit circular circumstances circumvent citation cited claim clang clarification
clarified clarify clarity clash classic classification classified classmethod classname clause clean
cleanup clearer clearfix clever click client cline clip clobber clone close closer closest closure
cluster codebase codec codename codepath codepoint coefficient coerce coercion cognizant collabora
collaborator collapse collective collector collision colons colspan column combination combine comma
command commandline commence comment commentary commercial commit commitdiff committed committer
committing commodities commonjs communicate communication community comp compact compaction
comparable compare comparison compat compatibility compatible compensation competent competition
compilation compile compiler complement completeness complex complexity compliance compliant
complicated component compose composite composition compound comprehension comprehensive compress
compression compressor comprising compromise computation compute concat concatenate concatenation
concept conceptually concise conclude concrete concurrency concurrent condition conditional conf
conference confidence confident confidential configparser configurable configuration configure
confirmation conflict conform conformance confuse confusion conjunction conn connect connection
connectivity connector connectstring consecutive consensus consent consequence consequential
conservative consider consideration consist consistency consistent consolidate conspicuously const
constant consteval constexpr constinit constitute constrained constraint construct construction
constructor construed consult consume consumer consumption contain container contention contextlib
contextmanager contextual contiguous continuation continue continuous contract contrary contrast
contravariant contrib contribute contributions contributors contributory control controlled
controller controlling convenience convenient convention conversion convert converter convey
coordinate cope copied copy copyleft copyrightable copyrighted copyrights core corepack corner
coroutine correction correctness correlate correspond correspondence corrupt corruption coshq cost
could couldn count counter counterclaim counterpart couple course court courtesan courtesy covariant
cover coverage cpplint cpython crash create creation credential criteria criterion critical crop
cross crude cruft crypto cryptographic cryptography ctor ctype culture cumulative curl current
currentness cursor curve customary customers customizable customization customize cvsimport
cvsserver cyclic cygnus cython daemon damage dance dangerous dangling darwin dash dashboard database
dataclass datagram dataset datatype datetime dbapi dbus dead deadline deadlock dealt death debian
debianized debug debugger debugging decide decision decl declaration declarative declare decode
decoder decompose decomposition decompress decompression decorate decoration decorator decrease
decrement decrypt decryption dedicated deduction deduplicate deemed deep deeper defaultmap defensive
defer deferred deferring define definitely definition definitive deflate defunct degrade degree
delegate delegation delete deletion deliberate delimited delimiter delimiting demand demonstrate
denied denote depend dependency dependent deployment depobj deprecate deprecation depth dereference
derivation derivative derive desc descendant descending describe descriptive descriptor deserialize
design designate designation desirable desired desktop despite dest destination destroy destruction
destructor detach detect detection detector determination determine deterministic detriment develop
development devhelp deviation device dgram diagnose diagnostic diagonal diagram dial dialect dialog
dictionary didn died diff differ difference differentiate difficult difftool digest digit digital
dimension dimensional dimensionality direct direction directive directory dirname dirty disable
disallow disambiguate disappear disc discard disclaim disclaimer disconnect discourage discover
discoverable discovery discrete discriminated discriminator discuss discussion disk dispatcher
display dispose disrupt dissemination dist distance distinct distinction distinguish distribute
distribution distributors distro distutils divide divisible division django dlopen docbook docfix
docstring doctest doctype documentation does doesn doko domain dont dotted double doubt down
downgrade download downstream draft dragonfly drain draw drawn drive driven drop dropped dropping
dtype dual dumb dummy dump dunder duplicate duplication duration during duty dynamic dynamically
eager earlier earliest ease easier easiest easily echo ecosystem edge edit editable editor editorial
effect effective efficiency efficient effort eight ejabberd elapsed elect electronic element elif
elifdef elifndef eligible eliminate ellipses ellipsis elsif embed embedded embedder emit emitted
emitter emitting emoji emphasis emulate emulation enable encapsulates enclosed enclosing encode
encoder encounter encourage encrypt encryption enctype endian endianness endif endorse endorsement
endpoint enforce enforceability enforceable engin enhance enhancement enjoyment ensure ensurepip
enter entire entirety entitled entity entropy entry entrypoint enumerable enumerate enumeration
environ environment epatents ephemeral epmd epoch equal equality equation equitable equivalence
equivalent erase erfq errno erroneous esac escape eslint especially essential establish estimate
estoppel eval evaluate evaluation eventual everywhere evidence exact examine exceed except exception
excess excessive exclude exclusion exclusive exec executable execute executemany execution executor
exercise exhausted exhaustion exhaustive exist existence exit exotic expand expandtab expansion
expectation expense experience experiment experimental expiration expire expiry explanation explicit
exploration exploring exponent exponential export expose expq expr expression extension extensive
extent extern external extract extraction extraneous extreme facade facilitate facility fact factor
factory fail failure fair fake fall fallback falsy familiar fancy fashion faster fastest fatal fault
favor fclose fear feature federal feed ferror fetch fewer fifthhorseman fifty figure filehandle
filename fileno fileobj filepath filesystem filter finalization finalize finalizer finder finer
fingerprint finite fire firewall fitness fitzsim fixer fixincludes fixture fixup flag flagged
flakiness flaky flat flatten flaws flex flexibility flexible flight flip flow flush fname fnmatch
focus fold folder follwing font foobar fooled footer footprint fopen fora forbid forbidden force
foreach foregoing foreground foreign forever forget form formal formatted formatter formatting
former formula forth forums fourth fprintf fraction fractional fragile fragment framework freebsd
freedesktop freedom freeze frequency frequently from frontend frozen frozenset fstat fulfill
fullname fully func funcname functional functionality functools fundamental funded furnished future
fwrite fxcoudert gain gaius gang garbage gateway gather gave gencodec generalized generally generate
generation generator generic gentoo geography geometric getaddrinfo getattr getfixture getitem
getline getopt getter gettext github gitignore gitk gitweb glam glandium glibc glob global globbing
glossary glue gmail gnatfind gnatxref gnome gnulinux gnupg gnutls goal gobjc gone goodwill goto
gotten govern grab graceful grader gradient grained grammar grant graph graphical greater greatest
greedy greet grep grid groff group grow growth gtoc guard guidance guide guidelines gzip hack hacky
halt hand handful handler handshake handy happily hardcode hardening harder harm harmless hasattr
hash hashable hasn hatch have haven head heap heavily heavy height heirs held helmut helper hence
hereafter hereby herein hereof hereunder hesitate heuristic hexadecimal hide hierarchical hierarchy
higher highest highlight highlighter hint histogram historic historical hitting hmac holder homepage
honor hopefully horizontal host hostname hotmail hover hppa href httpcore httplib huge hundreds hunk
hybrid hyphen hypothetical icon iconv ideal idempotent ident identical identifiable identification
identified identifier identify identity idle ifdef ifndef ignorable ignore illegal illuminate
illustrated illustrates illustration imaginary imap immediate immutable impact impl implement
implementation implication implicit implied imply import importable importance importer importlib
impose impossible improper improve improvement inability inaccurate inactive inadvertently
incidental include inclusion inclusive incoming incompatible incomplete inconsistency inconsistent
incorporate incorrect increase increment incremental incur incurred indefinitely indemnify indemnity
indent indentation independent indicate indication indicator indices indirect indirection individual
ineffective inefficient inevitably inexact infer inference inferred inferring infinite inflate
influence informational informative infrastructure infringe infringement inherently inherit
inheritance inhibit init initial initialisation initialised initialization initialize initializer
initiate inject injection injury inline inner innermost inode inplace inria insecure insensitive
insert insertion inside insist insn inspect inspection inspector inspired inst install installable
installation installer instance instanceof instantiate instantiation institutions instruct
instrumented insufficient intact integral integrate integration integrity intellectual intend intent
intention intentional interact interaction interactive intercept interest interface interfere
interior interleave intermediary intermediate international interpolate interpolation interpret
interpretation interpreter interrupt interruption intersection interval intervening intl into
intrinsic intro introduce introspect introspection invalid invalidate invalidation invariant
invented inverse invert invisible invocation invoke involve iostream irrelevant irrevocable
irrevocably isatty isinfq isinstance isolate isolation issubclass issuer italic itemizedlist
itemsize iter iterable iterate iteration iterator itertools itself ivar jaraco javascript jjohnstn
jlinn joey join joint judged jump junk jurisdiction justification justify kartik keepalive keepdims
kept kernel kettenis keypress keyword kill klee knob knowledge kwarg kzak labelled lack lambda land
lane lang large larger largest latency latest latter laugh launch lawsuit lawyer layer layout lazily
lazr lazy ldexpq lead leaf leak leap learned learning learns leftmost leftover legacy legal
legitimate lemburg lenient less letter letting lexer lexical lexicographic lgammaq liability liable
libasan libatomic libbacktrace libc libdecnumber liberal libexslt libffi libgcc libgccjit
libgfortran libgnat libgo libgomp libiberty libitm liblsan liblzma libobjc library librt
libsanitizer libssp libstdc libstdcxx libtsan libubsan libuv libvtv libxslt licence licensable
licensed licenses licensing lieu lifecycle lifespan lifetime lifted lightweight likelihood likeness
likewise limitation linalg line linear lineno link linkage linker lint linter listener listitem lite
literal literallayout litigation llroundq load loadable loader local locale localhost localize
locate location lock lockfile loewis logged logger logging logic logical login logprobs logq lone
longdouble longer longest lookahead lookback lookup loongarch loop loopback loose lose loss louder
lower lowercase lowest lroundq lsof lstat ltmain machinery macro madler magic magnitude mailinfo
mailmap mailto main maint maintain maintainer maintenance major majority makeinfo malformed
malfunction malicious malloc manage management mandatory mangled manifest manipulate manipulation
manner manpage manual maor mapped mapper mapping margin marginally mark markdown marker markup mask
mass master match matcher material math mathematical matrices matrix maximal maxsize mdash
meaningful meantime measure measurement mechanics mechanism media megabytes memcmp memcpy memmove
memo memoize memory memoryview memset mere merge mergetool mertdirik mess messier meta metaclass
meth method metric microphones microseconds microtask middle migrate migration million milliseconds
mime mimetype mimic minimal minimize minus mips mipsel mirors misbehaved misc miscounted mishandled
misleading mismatch misrepresented mistaken misuse mitigate mitigation mixin mixture mkdir mmap
modalities moderation modern modification modified modifier modify module modulo modulus monkey
monkeypatch mono monospace mops moral mount msgpack mtime multi multilib multiline multipart
multiple multiplication multiplied multiply multithreaded musl mutable mutate mutation mutex
mutexinoutset mutual mypy mypyc mysql mytable naive namedtuple namespace napi nargs narrow narrower
nasty national native natural nature navigate navigation ndarray ndim nearest neater necessarily
necessary needless negate negation negative negligence negotiate negotiation neighboring nerim nest
netbsd netloc netrc netsplit network nevertheless newer newest newlib newline nicer ninja nocover
node nodejs noise noisy nonce nonempty nonexclusive nonexistent nonlocal nonsense nonstatic nonzero
noop noqa norm normalised normalization normalize notably notation notification notified notify
notion noun nowrap nucleus nullable nullptr numeric numerical numerous numpy oauthlib obey
obfuscation obligation oblique obscure observation observe observer obsolete obtain obvious
occasionally occupied occur occurred occurrence occurring octal octet offending official offline
offload offset often older oldest oliva omission omit omitted omitting onboarding onerror ongoing
onwards opaque opcode openacc openbsd openssl operand operate operation operator opinionated
opportunity opposed opposite optimal optimisation optimization optimize optimizer optional ordinal
ordinary organization organized oriented origin original originate orphan otherwise ought outbound
outcome outdated outer outermost outfile outgoing outline outstanding overall overflow overhead
overlap overlapping overload overlong overridden override overrun overview overwrite overwritten
ownership pack packagers packet packfile padded padding pager pagination paid paint pairwise pandas
para paragraph parallel parallelism param parameterized parametrized paramref parashift paren parent
parentheses parenthesis parenthesized parity parse parseable parser partial participants participate
particular partition partnership pass passive passphrase passwd past paste patch patent path pathlib
pathname pathspec patt pause peak pedwarns peer penalty pending percent percentage perf perform
performance performant performer period periodic periodically perky permanent permissible permission
permissive permit permitted permutation perpetual persist persistence persistent perspective pertain
phantom phase phrase phys physical pick picker pickle pickleable pictures piece pinned pipe pipeline
pipping pixels place placeholder placement plaintext planned planning plat platform platformdirs
play playback plugged plugin plumbing plural pobox point pointer pointless policy poll pollution
polymorphic polynomial pool poor popped popular populate port portability portable portion position
positional positive posix possibility possibly post postfix postgresql potential power powerful
powerpc powq pprint practicable practical practice pragma preamble precede precedence precise
precision precompiled precomputed pred predecessor predefined predicate predict predictable
prediction preferable preferably preference prefix preliminary preload premature prepackaged
preparation prepare prepend preproc preprocess preprocessor prerelease prerequisite presence
presentation preserve preset pressed presumably presumed presumption pretend prev prevent primarily
primary prime primitive principal principle print printable printf prior prioritize priority private
privileges probability probe problematic proc procedure proceed processor produce producer
production profiler profits prog program programlisting programmatic programmer programming progress
progressively prohibit project prominent promisify promote promotional prone pronouns proof prop
propagate propagation proper proposal proposed proprietary prospectively protect protection proto
protocol prototype prove proven provision provisional proxy prune pseudo pseudocode publication
publicity publicly publish publisher pull punctuation punycode pure purge purpose pursuant push
putting pycon pydantic pygments pylint pyodbc pyparsing pypi pyproject pypy pyright pytest pythonw
pyver qsort quadratic qualified qualifier qualify queried querystring quiet quit quot quotation
quote race radimrehurek raise random randomness range rank rare raster ratio rationale reach
reachability reachable readability readable readdir reader readline readme readonly reality realloc
realm realpath reasonable reasonably rebase rebuild rebuilt receiver recevied recipient recognition
recognize recognizer recommend recommendation recompiled reconcile reconnect reconstruct record
recover recovery recreate rect recurse recursion recursive recv redefine redefinition redhat
redirect redirection redistribute reduce reduction redundant reentrant refactor refcount
refentrytitle refer reference referred referring refine reflect reflection reflog refname reformed
refresh refspec refsynopsisdiv refuse regard regardless regenerate regex regexp register
registration registry regression regulations reimplemented reinterpreting reject rejection related
relating relation relationship relative relax release relevant reliability reliable reliably relied
reload rely remain remainder remotly removal remove rename render renderable reorder repack repeat
repeatable repetition repl replay replicate repo report reportbug reporter repository repr represent
representable representation representative reproduce reproducible reproduction reputation require
requirement reraise rerere rerun resembles resend reset resetting reshape resides resilient resize
resolution resolver resort resource resp respect respective responsibility responsible restart
restore restrict restriction restrictive resume retain retention retried retrieval retrieve
retroactively retry reusable reuse revealed reverse revert revise revision revocation revoke rewind
reword rewrite rewritten rightmost riscv risk robust roll rollback rotation rough round roundq
roundtrip route routine rowspan royalty rsasecurity rsquo rtems rtype ruff rule runner running
runtime rvalue safer safest safety sake salt samba samp sandbox sane sanitizer sanity satisfied
satisfy save scalar scan scanf scanned scanner scanning scenario scheduler scheme scientific scipy
scope scorer screenshot script scroll sdist secondary secret section secure seealso seed seek
seemingly segfault segment segmentation select selectable selection selective selector self sell
semantic semantically semicolon sense sensible sensitive sensitivity sentence sentinel separate
separation separator sequence sequencer sequential serial serializable serialization serialize
serializer series serif serve servername setattr setgid setter setting setuid setup setuptools
severity sgolovan shadow shallow shape shar shebang shell shift shim shimmer shlex short shortcut
shorten shorter shortest shorthand shortlog shouldn shrink shut shutdown shutting sibling sideband
sign signal signalling significant signify silence silent silly similarity simpler simplest
simplicity simplification simplified simplify simply simulate simultaneous sincosq single singletons
singular site sizeof skeeve skeleton sketch skill skipped skipping slash slice slide slight slot
slowdown slower smaller smallest smart smarter smashing smuggling snapshot snippet snprintf socat
socket soft software solid solution solve somewhat sophisticated sortcondition sought sourcecode
soversions space spacy spam span spanstream sparc sparse spawn spec specialized specific
specifically specification specified specifier specify specifyer speculation speculative speech
speed speedup spell spend spent spin spinner splice split splitting spoken spot sprawl spread
sprintf spurious sqlalchemy sqlite square squash squeeze squelch stable stack stacklevel stacktrace
stage stale stamp standalone standard standardize stands star startup stash stat stateful stateless
statement static statically staticmethod statistics statutory stcarrez stdatomic stderr stdin stdio
stdlib stdout steering stefanor stem step stick sticky stoppage stopping storage straight strange
strategy stray strbuf strength strerror strftime stricter stride stringified stringify strip
stripped stripping strlen strong stronger struct structural structure stub stuck stylesheet subagent
subarray subclass subcommand subdirectory subdivi subject sublicense submission submitted submitting
submodule suboptimal subpackage subpath subprocess subquery subroutine subscribe subscript
subsection subsequent subset substantial substitute substitution substr subsumption subsystem subtle
subtract subtraction subtree subtype succeed successful successive successor succinct sudo
sufficient suffix suggest suggestion suitability suitable suite summarized summarizes summed
superclass superfluous superh superproject supersede superset supertype supplied supply suppose
suppress suppression surface surrogate surrounded surrounding survive suse suspect suspended swallow
swap swapped swapping switch symbol symbolic symlink symmetric symptom sync synchronize synchronous
synonym synopsis syntactic syntactically syntax synthesize synthetic syscall sysconfig systemctl
systemd tabindex tabstop tagged tagger tail taint tarball target targos task taught tbody teardown
technical technique temp tempfile temporarily temporary tend tensor term terminal terminate
termination terminator terminology ternary territories testcase testsuite texinfo textconv textual
tgammaq than thead theh theme theoretically theory thep thereafter thereby therefore therein thereof
thin thinc thousands threadpool threadsafe threshold threw throughout throughput thrown thru thunk
thus tick tied tier tiger tight tightened tilde timedelta timeout timer timestamp timezone tiny
titlepage tium tjaalton tmpdir toctree todo todoo tokenization tokenize tokenizer tokensource
tokentype tolerance tolerant toll toolchain toolkit topic toplevel topmost topological tort toward
trace traceback track trade trademark traditional traffic trailer trailing train traits transaction
transcript transcription transfer transferable transferred transferring transform transformation
transient transition translate translation translators transmission transmit transmitted transparent
transport transpose trap traversal traverse treat treatment treaty tree trick tricky tries trigger
trim trimmed trimming trio trip triple trivial truly truncate truncation truncq trunk truth truthy
ttype tune tunnel tuple turbolinux tutorial tweak typedef typeof typeshed typical typo typofixes
typographical tytso tzinfo ubuntu ufunc ugly ulink ultimate ultra umask unaffected unaligned
unaltered unambiguous uname unary unavailable unborn unbound uncached uncaught unchanged unchecked
unclear uncommitted uncommon uncompressed unconditional unconstrained undeclared undef undefined
under underline underlying underneath underscore understood undesirable undo undocumented
unencrypted unenforceable unescape unevaluated unexpected unfair unfinished unfortunate unhandled
unhashable unified unify unimplemented uninitialized uninstall unintended uniq unique uniqueness
unistd unittest universal unknown unlabeled unless unlike unlimited unlink unloaded unlock unmatched
unmerged unmodified unnamed unnecessarily unnecessary unneeded unordered unpack unpaired unparsed
unpickled unpickling unpredictable unprocessed unquote unreachable unreadable unrecognized unref
unregistered unrelated unreliable unresolved unrestricted unsafe unset unsigned unspecified unstable
unsupported untouched untracked untrusted untyped unusable unused unusual unwanted unwinding unwrap
unwrapped unwrapping unzip upcoming upload upon upper uppercase upstream urllib urlparse usability
usable usefulness username using util utility utilize uvwasi valid validate validation validator
validity valign valuable varargs variable variablelist variadic variance variant variation varied
variety various varname vary vast vcbuild vectorizer vendor venture venv verb verbatim verbose
verbosity verification verified verify versa verse versionadded versionchanged versus vertical vger
vice view viewport violate violation virtual virtualenv visibility visible visitor vlink vocab void
volatile volume voluntarily voluntary volunteers vulnerability vulnerable vxmils waive wake warn
warrantee wasi wasn watcher wavefront wcwidth weak weakref webcrypto webhook website websocket
webstreams weight weren whatsoever wheel whenever whereas wherein wherever whichever whitelist
whitespace wider width wiki wild wildcard word workaround worker workflow workgroup workloads
workspace worktree worldwide wouldn wrapper writable writeable writer writev written xhigh xmlsec
xref xsltproc xterm yahoo yield zipfile zlib zone
"""
