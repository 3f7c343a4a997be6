"""Common English words in their base form, so that memory never spreads one as if it were a name.

Counted in the documentation strings of open-source Python packages: words that stand in at least
three files and mostly in small letters. Plurals, -ed, -ing and -ly forms are recognised by rule in
``proxy.privacy.words.is_everyday``. ``common`` and ``shop`` hold what such prose does not say.
"""

ENGLISH = """
abbreviated abbreviating abbreviation abcd abcdcba abcde abcdef abcdefg abcdefgh abfnrtv abide ability abis ablaj
abort above abracadabra abruptly absence absolute abspath abstract abstraction abstractmethod abuse academic
accelerate accelerator accent acceptable acceptance access accessible accessor accidental accommodate accompany
accomplish accordance according accumulate accumulation accumulator accuracy accurate acknowledged acknowledges
acknowledgment aclose acquire acquisition across actionable activate activation active acton actor acute adaptation
adaption adaptive addinfourl addition additional addons addr addressee adequate adhere adherence adipiscing adjacency
adjacent adjective adjusted adjusting adjustment adjusts admin administrative administrator admission admitted
admonition adoption advantageous adverb adversely advisable aeiouy aesthetic affect affinity aforementioned afresh
afterward against ages aggregate aggregation agnostic aifc aiff aiohttp aiomysql aioodbc aiosqlite aiter akin albeit
alembic alert algebra algebraic algo algorithm alguns alias align alignment alike aliqua aliquet aliquip alist
allclose alle alleviate allfiles alloc allocate allocation allocator allowable allowlist alloy along alongside alpha
alphabet alphabetic alphabetical alphabetized alphanumeric alphanums alphaword alter alteration alternate alternation
alternative although altogether amax ambiguity ambiguous amet amin among amongst ampersand analogous analogue analogy
analyse analyser analysis analyze analyzer anarchists anchor anchorlinenos angle anim animation annotate annotation
annotationlib anon anonymize anonymizer anonymous ansi ansiblack ansiblue ansibrightblue ansibrightcyan ansibrightred
ansibrown ansicolor ansicyan ansidarkblue ansidarkgray ansidarkgreen ansidarkred ansifuchsia ansigray ansigreen
ansilightgray ansimagenta ansipurple ansired ansiteal ansiturquoise ansiwhite ansiyellow anticipate anyio anytime
anywhere apart apostrophe apparent appauthor appdata appdirs append applicable applied appname appropriate approval
approx approximate approximation apps arange arbitrarily arbitrary arcane architecture archive archiver arcname arcs
arcu area aren argc argcomplete arglist argmax argmin argname argparse argpartition argsort argtypes arguably argv
arial arise arithmetic arity arrow artifact artificial asanyarray asarray ascending ascii asctime asdecimal asdf
asdict asfortranarray asia aside aslist aspect assemble assembly assert assertion assess asset assign assignable
assignment assoc associate association associative assumption assure asterisk astream astring astropy astype
asymmetric async asynchronous asyncio asyncmy asyncpg atexit atime atol atom atomic atomically attachment attacker
attention attr attrib attribute attribution attrname atype audience augment augmentation augue aute auth authenticate
authentication author authoritative authority authorization authorize authorizer autoattribute autobegin autoclass
autocommand autocommit autocomplete autocompletion autoconvert autodetect autodetection autoescape autoflush
autogenerate autogeneration autoincrement autoload automagically automated automatic automatically automation
automaton autoparse autoreset autostrip autosummary autouse auxiliary avail availability avec average await awaitable
axes axis babel backend background backlog backoff backport backprop backref backslash backspace backtick backtrack
backup backward badregex bail balk ballad bandwidth barf barfile barrier bars base basedir baseline basename
basestring bash basically basis bastardised batch bazfile bdist became beforehand began beginning begintitle begun
behalf behavioral behind benchmark benefit benign beri beta between beware bgcolor bias bibendum bidirectional bigger
biggest bigint bila billable billion binary binascii bincount bind binder bindparam bing bingo binomial binops bins
binutils bitfield bitflag bitmap bitmask bitness bits bitstring bitwise bizarre blah blahfooblah blank blazing blink
blob block blocker blockquote blocksize blog board bogus boilerplate bold boldface bondage book bookkeeping boost
bootstrap bootstrapped bootstrapping border boto botocore bottleneck bound boundary brace bracecc bracket breakage
breakdown breaker breakpoint breve brevity broadcast broadcastable broader broke brotlicffi brotlipy brought browse
browser brute bubble buffer buffersize bufsize bugfix buggy buildbot builder built builtin bulk bulleted bulletin
bunch bureaucracy buried burlap busting bygroups bypass byte bytearray bytecode byteorder bytesescape bytestream
bytestring bytewise bztar cache cacheable cachecontrol cadata cafile calc calculation callable callback callcounts
callee callorder callstatement came cancellable cancelled cancelling cand canonical canonicalize capability capable
capacity capath capitalization capitalize capped capsule caption captive capture cardinal cargs carriage carried
cascade casefold caseless cast castable casual catchall categorized categorizer caught cautious caveat ccompiler cdata
cdecl cdef cdouble cdrom cedar ceil cell cens cent center central cert certfile certifi cffi cfile chainable changelog
changeset channel char characteristic chardet charmap charset chatkit chdir cheaper checker checkexpr checkfirst
checkin checkmember checkpoint checksum chmod choke chomping chosen chrome chunker chunksize churn cidr cillum cipher
ciphertext circle circuit circular circumstance circumvent citation cited claim clamp clang clarification clarify
clarity clash classdef classical classification classified classifier classify classmethod classname classprefix
classvar clause cleanup clearer click clip clipped clipping clobber clone closefd closer closest closure cloudpathlib
cloudpickle clue cluster clutter cmdclass cmdline coalesce coarse codebase codeblock codecs codemod codename codepath
codepoint codetag coef coeff coefficient coerce coercion coherent coincidence collate collation collectable collector
collide collision colname colno colons colorama colorful colornames colorscheme cols column columnname combination
comma commandchars commandline commandprefix commence comment commentary commit committed commodo communicate
communication community commutative comp compact compaction compactness comparable comparator comparison compat
compatibility compatible compdef compensate compilation compile compiler complement completeness completer complex
complexity compliance compliant complicated complication component compose composite composition compound
comprehension comprehensive compress compression compresslevel compressor comprise compromise computation computed
computes computing concat concatenate concatenation conceivable concept conception conceptually concise conclude
conclusion concurrency concurrent cond condensed condition conditional conf conference confidential configparser
configurable configuration configurator configure confirmation conflict conform conformance confronted conftest
confusion congue conjugate conjunction conn connectable connectivity connector connectstring cons consectetur
consecutive consensus consent consequat consequence consequently conservative conserve considerable considerably
consideration consist consistency consistent consolas consolidated const constant constitute constrained constraint
construct construction constructor consult consume consumer consumption container containment contended contender
contention contentype contextlib contextmanager contextual contextvars contig contiguity contiguous continuation
continuity continuous contra contraction contrarily contrary contrast contravariant contrib contribute contribution
contributors control controllable controlled controller controlling controversial conv convenience convenient
convention conventional conversion converted converter convertible converting converts convoluted convolution convolve
cookiejar cookielib cooperation coord coordinate coordinator cope copied copyreg copyto core coro coroutine corpora
corpus correction correctness correlate correlation correspond correspondence corrupt corruption cosine couldn counter
counterpart couple course courtesy covariance covariant cover coverage cparams cpython craft crap crate crcmod
creation credential criteria criterion critical cron cropping crucial crud crude cryptic cryptography csharp csname
cssclass cssfile ctags ctext ctime ctor ctype cube cuda culpa cumsum cumulative cupidatat cupy curl curly current
currentframe currentmodule curses cursor customary customise customizable customization customize cutoff cuts cutting
cvar cword cyaml cyclic cymysql cython daemon daemonic dangling dapibus dari darkbg darwin dash dashboard database
dataclass datagram datasets datasource datastore datastructure datatype datetime dateutil datum dbapi dbname dbus ddof
deactivated deadlock dealloc deallocate deallocation dealt deannotated deanonymizer debug debugged debugger debugging
debundled debundling decay decent decimals decision decl declaration declarative declarator declined decodable decode
decoder decomposed decomposition decompress decompression decompressor decorator decref decrement decrypt decryption
dedent dedicated deduce dedupe deduplicate deduplication deemed deepcopy deeper deepwiki defacto defaultdict
defensively defer deferrable deferral deferred deferring defg deficient define definedness definition definitive
deflate defn defs degas degenerate degradation degrade degree deja delattr delegate delegation deletable deletechars
deleter deletion deliberate delicate delim delimit delimiter demo demonstrate denial denied denom denominator denormal
denote dense density denylist dependence dependency dependent deployed deployment deprecate deprecation deps depth
deque dereference derivation derivative derive desc descend descendant descendents descent descr descriptive
descriptor deselected deserialize deserializer deserunt design designated designation designator desirable desktop
despite dest destruction destructively destructor detach detect detection detector determinant determination
determiner deterministic development deviate deviation device devoted dfile diacriticals diacritics diag diagflat
diagnosing diagnostic diagonal diagram diagrammed dialect dialectname dialed dialing dialled dialling dialog diam
diarized dictate dictitems dictum dictumst didn diff difference differentiate difficult difficulty difflib digest
digging digit digital digitize dimension dimensional dimensionality dims direction directive directory dirname dirpath
dirs disable disallow disambiguate disassembled discard discipline disclaimer disconnect disconnection discouraged
discoverable discovery discrete discriminate discriminator discussion disjoint disk dispatcher displacy display
dispose disposition disregard disrupt dist distclass distinct distinction distinfo distinguish distlib distribute
distribution distributors district distro disturb distutils ditch diverge dividend divider divisible division divisor
divmod dlopen dmypy docclass docs docstring doctest doctype documentation docutils doesn dollar dolor dolore domain
dominate donde doomed dotenv dotless dots dotted doublequote doubly downcast downgrade download downloadable downside
downstream downwards dozens draft dragging dramatically draw drawable drawn drift driven drop dropout dropped dropping
dsplit dstack dtype dual dubious dummy dump dunder dupe duplicate duplication durable duration during dynamic
dynamically eagerness earlier earliest ease easier easiest east echo ecosystem eden edit editable editor effect
effective effectiveness efficiency efficient eget eigenvalue eight einsum eiusmod elaborate elapsed elect elegant elem
element elementwise elide elif eligibility eligible eliminate elimination elit ellipses ellipsis elseif elsize embed
embedded emission emit emitted emitting emoji emphasis empirical employed emptied emulate emulation enabled enables
enabling encapsulated encapsulating enclosed enclosing encodable encode encoder encounter encrypt encryption endcsname
endfor endian endianness endif endless endorse endpoint endswith endtitle enforce enforcement enhance enhancement
enhancer enim enqueue enrich enrolled ensure ensurenl ensurepip entails entirety entity entre entropy entry entrypoint
ents enumerable enumerate enumeration enumerator environ environmental envname envvar ephemeral epilog epoch epsilon
equality equation equiv equivalence equivalency equivalent erased erasing erasure erat eros errno erroneous
escapeinside escapses esoteric esse essential establish establishment este estimation estimator etag ether etre
euismod eval evaluate evaluation eventual everywhere evict eviction evolve exactness examination excclass exceed
exception exceptional exceptiongroup excess excessive excinfo excl exclamation exclude exclusion exclusive exec
execfile execmodel execnet executable execute executemany execution executor exemplar exempt exercitation exert
exhaust exhaustion exhaustive existence exitcode exotic expandafter expandtab expansion expat expectation experiment
experimental expiration expire expiry explanation explicit exploit exponent exponential exponentiation expose expr
expressible expression exprname expunge extant extensibility extensible extension extensive extent extern external
extract extraction extraneous extreme eyeballs fable facade facial facilitate facility fact factor factorial
factorization failure fakefile fallback fallthrough falsey falsy fancyvrb faster fastest fastjsonschema fastparse
fatal faucibus fault faulthandler fboxrule fboxsep fdopen fdrake feasible feature feed felis fell fermentum fetcher
fetchone feugiat fewer fext fftshift fget fiber fictional fiddly fieldname fifo fifteen figure filehandle filelist
filelock filemode filename fileno fileobj filepath filesize filesystem filetuple filetype filler fillvalue filter
filterwarnings finalization finalize finalizer findall finder finditer finfo fingerprint finite firstlineno
firstresult fitted fixers fixture fixturedef fixup flac flagged flakiness flaky flash flatiter flatmap flatten flex
flexibility flexible flexibly flip flipped flipping floatpart flock floordiv floret flux fmax fmin fmod fmodern fmter
fnam fname fnmatch focus folder font fontface fontfamily fontsize foobar foobarbaz foofile foonabulation footer
footprint forbidden forcibly foreground forever forgery forgetting forkserver formalizes formatted formatter
formattername formatting former formula forth fortranobject forum fourth fprintf frac fractional fractions fragile
fragment fragmentation framework freq frequency freshness friendlier frombuffer fromfile fromfunction fromimport
fromiter fromlist frompyfunc fromstring frontend frozen frozendict frozenset fscache fsharp fspath fstat fstringescape
fudge fugiat fulfil fulfill fullmatch fullname fullwidth fully func funcargs funcdef funcfilter funclist funcname
functional functionality functools fundamental funk funky fuse fusion future fuzz fuzzer fuzzy gamma gaps gateway
gauge gave geared gencodec generalization generalize generate generation generative generator generic generically
genfromtxt genuine geocoding geometric geometry getaddrinfo getargspec getattr getchar getcomptype getcurrent getcwd
getfield getfixture getframerate getfullargspec getitem getmark getmarkers getmembers getnchannels getnframes getopt
getoption getpass getsampwidth getset getsockname getstate getter gettext getwch gevent gfortran ghostwriter github
gitignore glatzor glib glibc glob global globalns globbed globbing glorious glue gmail gname gnome goal gobble gone
goto gotten governing governo governs graceful grad grader gradient grammar grande granular granularity graph grapheme
graphics graphviz grave gravida grayscale greater greatest greedily greek greenlet grid groff ground group groupby
grouper grown growth gruvbox gufunc guidance guidelines guna gutter gzip gzipped gztar habitasse hack hacky hadn hairy
halfway hallucinate halt handful handler happily hardcode harder hardest hardlink hardmask harmful harmless harness
hasattr hash hashability hashable hashbang hasher hashlib hashmarks hasn hatch haven hazen hchar healthcare heap
heapify heapq heapsort heck height held helpers hence hereby heredoc herein hereunder heterogeneous heuristic
heuristically hexadecimal hexdigest hexdigits hexnums hierarchical hierarchy higher highest highlight highlighter
highlighttable hint hiragana hist histogram histogramdd historic historical hitting holder hole homepage homogeneous
honour hood hookimpl hookwrapper horizontal horribly host hostile hostname hotfix href hsplit hstack hstore httpcore
httplib hung hybrid hyperlinks hyperscan hyphen hyphenated hypothetical ichunked icon idempotency idempotent ident
identical identifiable identification identified identifier identity idiom idiomatic idiosyncratic idle idna ifdef
ifftshift ifndef ignorable ignoreables ilen illegal illustrate illustration imag imaginary imap immortal immutable
immutabledict impact impedance impl implement implementation implications implicit implied imply importable importance
importer importlib impose imprecise imprecision improbable improper improvement inaccurate inactive inadequate
inadvertently inapplicable inappropriate incantation incidental incididunt incl inclusion inclusive inclusivity
incompatible incomplete inconsistency inconsistent incorporated incorporates incref increment incremental incur
indefinitely indent indentation independent indeterminate indexable indication indicative indicator indices indirect
indirection individual inds inefficient inencoding inevitable inexact infer inference inferred inferring infiles
infinite infinity infix informational informative infrastructure infrequently ingestion inherently inherit inheritable
inheritance init initial initialisation initialised initialization initialized initializer initializing initiate
initiator inject inline inner innerjoin innermost inode inout inpainting inplace inputsizes insecure insensitive
insensitivity insert insertion inside insist insp inspectable inspection inspired inst instability installable
installation installer instance instantiate instantiation instr instructed instructing instructs instrument
insufficient intact integral integrate integration integrity intelligence intensity intensive intent intention
intentional inter interact interaction interactive interactivity intercept interception interest interface
interference interim interleave intermediary intermediate intermixed intern international interoperate interp
interpolate interpolation interpret interpretation interpreter interruption intersected intersecting intersection
intersects intersperse interval intervening intervention intp intraline intricate intrinsic intrinsically introduction
introductory introspect introspection intuition intuitive invalid invalidate invalidation invariance invariant inverse
inversion invert investigate investigation invisible invocation invoke ipaddress ipython irbuild ircformat irfft
irfftn ironpython irrational irregular irrelevant irure isatty isclose isdir isdst isfinite isin isinf isinstance
iskeyword islice isnan isolate isolation isort isouter issubclass issuer italic italicized itemgetter itemsize iter
iterable iterated iterating iteration iterative iterator iteritems iterkeys itertools itervalues itokens itself ivar
janky jaraco javadoc jinja jitter join joinedload joiner jpeg jsonb jsonl junction junit junk justification justified
keepalive keepdims keepends kept keras kernel keyfile keyfunc keypad keypress keyring keyval keyword kinda klass
knowledge kwarg kwonly kwonlyargs labelled labore laboris laborum lacus laid lambda lame land landet lane lang
langextract laoreet lapack large larger largest largs lastname lastrowid latency lateral latest latex latin launcher
layer layout lazily lazr lazyload lazyloader lchmod ldots leakcheck learned learning ledger leftmost legacy legal
legitimate lemma lemmatization lemmatized lemmatizer leniency lenient less letter letting levelname leverage lexed
lexeme lexer lexername lexical lexicographic lexing lexsort liable libc libcst libdir liberal libfoo libname libpython
librt libs licence licensing lieu lifecycle lifespan lifetime ligature lightbg lightness lightweight ligula likelihood
likewise limitation limiter linalg line lineage lineanchors linear linebuf linecache linefeed lineno linenospecial
linenostart linenostep linenowidth linenumber linesep lineseparator linespans linewidth linewise linger linkage linker
linkify linspace lint linter listcomp listener listitems literal liveness loadable loader loadtxt lobortis locale
localhost localization localize localns localtime location locator lockfile locn locs logarithm logarithmic logged
logger logging logic logical login logistic logits logprob logs lone longdouble longer longest longrightarrow
lookahead lookback lookbehind lookup lookuperror loop loopback looser lose loser louder lowercase lowest lpar lspan
lstat lstrip luctus lvalue lying lzma mach machinery macostools macosx macro magical magicfuncs magicvars magna
magnitude mailto mainloop maintain maintainers maintenance maintype majority makesetup malesuada malformed malicious
malloc mandate mandatory mangled manifest manipulate manipulation manpage mantissa manual manylinux mapfiles mapped
mapper mapping margin marginal mariadb marin marker markup marshal marshalling mask mass massage master matchable
matcher material materialized math mathematical mathescape matmul matplotlib matrices matrix mauris maximal maximize
maxlen maxlinelen maxnofargs maxout maxpower maxsize maxsplit meaningful meaningless meantime meanwhile mech mechanics
mechanism media median mediate mediation megabytes memcpy memmap memo memoization memoize memorized memory memoryview
merge mergesort mesh meshgrid meson messy meta metachars metaclass metafunc metavar metavariables meth method
methodname metric mgrid micro microphones microsecond microtests middle middleware midpoint midyear migrate migration
mille million milliseconds mime mimetype mimic mimicking mingw minibatch minidom minify minim minimal minimize
mininterval minmax mintypecode minuend minus minuscule misalign misalignment misc misconfigured mishandled misleading
mismatch misplaced misrepresented mississippi misspelled mistaken misuse mitigate mitigation mixin mixture mkdir
mkdtemp mklabels mkpath mkstemp mktime mmap mname modal modalities modeline modelled moderated moderately moderation
modification modified modifier modify modname mods modular module moduleauthor modulename modulo modulus moja moje
mojibake molestie mollis mollit monetary monic monkeypatch mono monofont monokai monospace monotonic monotonically
morph morphological morphology motivation mount moveaxis movement mpeg mpga msec msgpack mtime multi multiarch
multiarray multibyte multicall multidict multiline multinomial multiparams multipart multipath multiple multiplexer
multiplication multiplicative multiplicity multiplied multiplier multiplying multiprocess multithreaded multithreading
multivalued musl musllinux mutability mutable mutate mutation mutator muted mutex muting mutual myapp mydb mymodel
mymodule mypackage mypkg mypy mypyc mypycify mysql mysqlclient mysqlconnector mysqldb mystring mytable nach naive
namedtuple nameless namelist namespace namever nanmax nanmin nanoseconds nanstd nanvar nargs narrower nastiness
natural navigate nbar nbaz nbytes ncols ncurses ncycles ndarray ndef ndiff ndigits ndim ndindex nditer ndmin ndtype
nearest necessarily needless negate negation negative neginf negotiation neque nestable netloc netrc network neural
neutral newer newest newline newtype nextval nfoo nghi nibh nicer nickname nightmare nisi nisl niste nlink nmod
nnorwitz nobackground noclasses nocover node nodeid nofoptargs noisily nomask nomenclature nominal nonamefile
nonblocking nonce nonempty nonetheless nonexistent nonlocal nonnegative nonsensical nonstandard nonterminal nontrivial
nonzero noop noqa norm normalisation normalise normalization normalized normalizes normalizing normcase normpath
nostrud notable notably notation noted noticeable notification notified notifying noting notion noun nova nowadays
nowhere nowrap nprint npymath nsubj ntpath nucleus nulla nullability nullable nulp numarray numeral numerator numeric
numerical numlist numnodes numobj numpy nums numword nunc oauth oauthlib obfuscation objc objdump obscure
observability observable observation observer obsolete occaecat occasional occupied occupies occurred occurrence
occurring octal octet oddity odio officia official offline offset offsetof often ogrid older oldest omap omit omitted
omitting onclause onclick ondelete oneletter onerror ongoing onupdate onwards onyx onze opaque oparg opcode opener
openid openssl operand operator opinionated oplock opportunity opposite opted optimal optimisation optimise
optimization optimize optimizer opting optional optionalhook optname optparse opts oracledb orci orderable ordereddict
ordinal ordinarily organize orientation oriented orig origin original originate orjson orth orthogonal orthogonality
oscrypto oslevel otherwise ottype ourself outcome outdated outencoding outer outerjoin outermost outfile outgoing
outliers outline outlive outparam outputting outright outsider outstanding overdetermined overfit overfitting overflow
overkill overlaid overlap overlapped overlapping overlay overline overload overlook overridden overrides overriding
overrun oversized overview overwrite overwritten owed owing packagename packagers packet packrat padded padding pager
pagination paid pairwise palette palindrome panel para paradigm paradise paragraph parallel parallelism parallelized
param parameterise parameterized parametric parametrize paramref paramstyle paren parentheses parenthesis parenthesize
pareto pariatur parity parsable parse parseable parseaddr parser parte partial participant participate particular
partition partway passive passphrase passthrough passwd past paste pastebin patch patchlevel pathlib pathlist pathname
pathological pathspec patt pchar peak peek peekable peephole peer penalize penalty pending percent percentage
percentile perception percolate perf performance performant period periodic periodically perky permissible permission
permissive permitted permitting permutation permuted permuting persist persistence persistent persona perspective
pertaining pgen pharetra phase phonenumbers phrase pick picklable pickleable picky piece pinned pinning pipeline pixel
pixmap pkgname pkgutil place placeholder placeholding placement plaintext planned planning plat platea platformdirs
platlib plausible plausibly playback plot plotting plugging pluggy plugin plural plusses pointer pointless poking poll
polluting poly polydiv polyfit polymorphic polymul polynomial polyval poolclass poor popped popping popularity
populate population portability portable portal portion position positional positive posix posixpath posn possessive
possibility post postal postfix postgresql postpone postprocessing potential power powerful powerset pprint pragma
preamble prebuilt prec precede precedence precedent preceeding precision precludes precompiled precomputed
precondition pred predates predecessor predefined predicate predictable prediction preexisting preferable preference
preferring prefix preflight preformatted preliminary preloaded preloading prematurely premodified prep preparation
preparer prepend prepositions preprocessed preprocessing preprocessor prerelease prerequisite presence presentation
preservation preset pressure prestyles presumably presume pretium pretrained pretraining prettify prev prima primarily
primaryjoin prime primer primitive principal principle printable printf printoptions printsql prior prioritize
priority privileges proactively proactor prob probability probe prober problematic proc procedure processor procured
prod production profiler prog program programmatic programmer programming progress progressively proident project
projection prominent promotable promoter prone pronoun proof prop propagate propagation proportional proposal proposed
prospective protection protocol prototype provably proven provenance province provision provisional proxy prune pseudo
psycopg publication publicity publicly pubmed punc punct punctuated punctuations punting punycode purelib purge purity
purported purpose purposefully pushd putmask putrequest puts putting pycon pyconfig pycparser pydantic pydist
pydistutils pydoc pyepat pyexpat pyflakes pyformat pygmentize pygobject pyjnius pylance pylib pylint pymalloc
pymodeline pymssql pymysql pyodbc pyodide pyopenssl pypa pyparsing pypi pyproject pypug pypy pyright pysqlite pytest
pythonw pythonware pytree pytz pyvenv pyver pyversion qdtext qname qtconsole quad quadratic quadrature qualified
qualifier qualify qualname quam quantifier quantify quantile queried querystring questionable quicker quicksort
quickstart quirk quis quitting quopri quot quota quote quotechar quotient quxx radians radimrehurek radix ragged
railroad raiseload rand randint random randomization randomized randomness randrange range rank ranker ranlib rargs
raster ratio rational rationale ravel rawstring rcond reachability reachable reacquire readability readable reader
readframes readinto readline readme readonly realfile reality realm realname realnum realpath realpos reasonable
reasonably reassign reassignment rebind rebound rebuild rebuilt recalculate recarray receiver recfunctions recheck
recipient reciprocal reclaim recognition recognizable recognizer recommendation recompile recomputed recomputing
reconcile reconciliation reconnect reconnection reconstruct reconstructor recoverable recreate rect rectangle
rectangular recurse recursion recursive recv recwarn recycle redacted redefine redefinition redirect redirection redis
redistribute redo reduceat reducefunc reducer reduction redundancies redundant reentrancy reentrant reevaluation
refactor refcount reference referenceable referral referred referring refine refinement reflection refresh refs
regardless regconfig regenerate regex regexp regional register registration registry regressed regressions regrtest
rehearse reimplementing reindent reinforcement reinitialized reinitializes reinstall rejection relation relative relay
relevance relevant reliable reliably reliance relied reload relpath remainder remapped remix removable removal remover
rename render renderable renderer reopen reorder reorderable reparse repeat repeatability repeatable repeatfunc
repetition repetitive repl replaceable replay replicate repo report reporter repository repr reprehenderit
representable representation representative representer reprlib reprocess reproduce reproducer reproducible reproject
require requiredness requirement reraise rerun rescan reschedule research resemble resend reservoir resetting reshape
reside residency residual resilience resilient resize resolution resolvelib resolver resource resp respective
responsibility responsive restart restoration restriction restrictive restype resultant resurrect retain retention
rethrow retreat retried retrieval retrieve retry retryable returncode retval reusable reuse reversible revert revise
revision revisit revive revocation revoke rewind rewrite rewriter rewritten rfind rfstringescape rhel richer rightmost
rint risky risus rlocate rmtree roaming robust rocky rollback rollover rootdir rootpath rotate rotation round roundoff
roundrobin roundtrip router routine rowcount rows rpar rpartition rpath rsplit rstrip rsync rtol rtype rudimentary
ruff ruler ruleset runcall runner running runpy runs runtest runtime rvalue safer saferepr safest safety sake
salutation sama sandbox sane sanitize sanity sapien saturation save savelist savepoint scalar scaler scan scandir
scanned scanner scanning scelerisque scenario scenes scheduler schemaname scientific scipy scope scopefunc scorer
screenshot script scroll sctype sdist seamlessly searchsorted secondaryjoin secrecy secret section secure security
seealso seek seekable seemingly segfault segment segmentation selectable selectin selectinload selection selective
selector self sell semanal semantic semantically semaphore semicolon sendfile sense sensibly sensitive sensitivity
sentence sentinel separation separator sequence sequential serial serialised serializable serialization serialize
serializer series serif sess sessionmaker setattr setcomptype setdefault setframerate setinputsizes setitem setlength
setlocale setnchannels setnframes setparams setpos setsampwidth setstate settable setter setting setup setuptools
severity shard shebang shenanigans shield shiftwidth shim shimmer shlex short shortcut shorten shorter shortest
shorthand shortletter shortlex shot shouldn showtraceback showwarning shrinker shrunk shuffle shutdown shutil shutting
sibling sideband sigma sign signalled signalling significance significant signify silence simd similarity simplefilter
simplejson simpler simplest simplicity simplification simplified simplify simplint simply simulate simulation
simultaneous sindresorhus sine singledispatch singletons singular sint site sitecustomize sits sitting sizeof sjis
sketchy skew skill skipif skipped skipping skipto slash slen slept slide slight sloppy slot slotted slowdown slower
slowest slurp smaller smallest smarter smartquotes snapshot sneak sneaky sniffio snippet sobre socsecno softmax
solicit sollicitudin solution solver somecolumn someday somefile somename someobject sometable sometime somevalue
sonra sooner soonest sophisticated sortable sorter sought sourcecode sourcefile sourceless sourceslist space spacehack
spacy spam span spancat spanning sparse spawn spec specialised specialization specialize specializer specifically
specification specificity specified specifier specify spectrum speech speed speedup spend spent spinner spit splice
spline splitext splitlines splitter splitting splituser spoken spooled spos sprintf spurious sqla sqlalchemy sqlite
sqltext sqltypes square squashed sraf srange srcdir srsly stability stable stack stacklevel stacktrace stagger stale
stall standalone standard standardized starlette starred startswith starttime stash stat stateful stateless static
statically staticmethod statistic statutory stderr stdin stdio stdlib stdout steady stem step stepping stepwise stick
stolen stopping strand strategy stray streamlining strength strftime stricter strictness stride strike strikethrough
stringdtype stringent stringescape stringified stringify stripall stripnl stripped stripping stronger strptime
strtobool struct structural structure stub stubgen stubtest stuck styleguide stylesheet subagent subarray subclass
subclassable subcommand subdiagram subdir subdirectory subdomain subexpressions subfolder subinterpreter subitem
subject sublexers sublicense sublists submission submitted submodule subnet subnetwork subnode subnormal subok
suboptimal subpackage subparser subpart subpath subpattern subprocess subprotocols subq subquery subqueryload
subroutine subscribe subscriber subscript subscriptable subscription subsequence subsequent subset subslices
substantial substates substitute substitution substr subsystem subtest subtitle subtle subtly subtokens subtract
subtraction subtrahend subtree subtype successive successor succinct sudo suffice sufficient suffix suggestion suite
summarization summarize summation summed summing sums sunt superclass superfluous superscript supersede superset
supertype supervised supplemental supplementary supplied suppressed suppresses suppressing suppression surface surname
surrogate survey suspend suspension svoju swap swapaxes swapped swapping swig symbolic symlink symmetric symmetry
symtable sync synch synchronize synchronous synonym synonymous syntactic syntactical syntax synthesize synthetic
syscall sysconfig systematically tablea tablename tablespace tabs tabsize tabstop tabular tabulate tack tagged tagger
tagging tagname tagsfile tagurlformat tail takewhile tallied tally tanto tarball tarfile target targetpath task tbar
tchar teardown tebe technical technique technology tedious telephone tellus temp tempdir tempfile tempname tempor
temporal temporarily temporary tend tensor tensordot term terminate termination terminator terminfo terminology
termios ternary testability testcase testcheck testdir testlib testname testsetup testsuite texcomments textcat
textcolor textual texture textwrap tfoo theme theorem theoretical theory thereafter thereby therefore therein thereof
theta threadsafe threshold throughout throwaway thrown tick tidier tied tier tightened tighter tilde timedelta
timeline timeout timer timestamp timestep timezone timsort tincidunt titlecase tldextract tmpdir tname toctree todo
tofile toggle tokendef tokenization tokenize tokenizer tokensource tokenstring tokentype toks tolerance tolerant
tolerate tolist toml tone toolkit tooltip topic toplevel topmost topological torch torn totality toward trace
traceback tracemalloc tracer tradeoff traditional trailer trait trajectory trange trans transactional transcribe
transcript transcription transferred transferring transform transformation transformer transient transition
transitional transitive translate translation translator transmission transmit transmitted transparency transparent
transpose trapezoid trapezoidal trapped traversal traverse traverser tree tres trials triangular trickier trickiness
tricky tries trigger tril trim trimmed trimming trio triple triplet trivial troublesome truecolor truly trunc truncate
truncation trunk truststore truth truthiness truthy tryfirst trylast tspan tstring ttype tune tunnelling tuple turpis
tutorial tvars tvoje tweak twelve typeanal typecast typechecker typechecking typecode typeddict typedef typedfile
typename typeops typer typeset typeshed typevar typo tzdata tzinfo tzname uaadf uabeb ubnd ubuntu ufunc uhhm uint
ujson ullamco ullamcorper ultimate ultrafast umask umath umlauted unaffected unaligned unallocated unaltered
unambiguous uname unanalyzed unannotated unary unassigned unassigning unavailable unbalanced unbiased unbound unbox
unbuffered uncached uncaught uncertain uncertainty unchanged unchecked unclear unclosed uncommitted uncommon
uncompiled uncompleted uncompressed unconditional unconfigured unconnected unconstrained unconsumed unconverted
undeclared undecodable undecorated undef undefer undefine undefinitions under underflow underline underlying
underneath underscore underspecified understood underway underwhelming undesirable undesired undetermined undo
undocumented undone unencodable unencoded unencrypted unending unequal unescape unexpected unexpired unfiltered
unfinished unfixed unflatten unfolded unfolding unfollowed unformatted ungrouped unhandled unhashable unhelpful unichr
unicodedata unidata unification unified unify unilaterally unimplemented unimportant unimported uninformative
uninhabited uninitialized uninstall uninstallation unintended unintuitive uniq unique uniqueness unitary unittest
unity universally unixccompiler unixtime unknown unlabeled unless unlexed unlimited unlink unloaded unmanageable
unmapped unmasked unmatched unmodified unnamed unnecessarily unnecessary unneeded unnest unnormalized unoptimized
unorderable unordered unpacker unparsable unparsed unpicklable unpickle unpickleable unpickler unpinned unpredictable
unprocessed unqualified unquote unraisable unreachable unread unreadable unreadline unrecognized unredacted
unreferenced unregistered unrelated unreliable unreserved unresolvable unresolved unrestricted unrolled unsafe
unsatisfiable unsatisfied unscaled unsent unset unsigned unsolicited unsorted unsound unspecified unsquared unstable
unstructured unsubscripted unsuccessful unsupported unsurprisingly untested untokenized untouched untrusted untyped
unusable unused unwanted unwind unwise unwrap unwrapped unwrapping unzip unzipped upcast upcoming upfront upload upon
upper uppercase upperword upsert upstream upward urlencoded urllib urlopen urlparse urlretrieve urlsplit usability
usable usecase usecols uselist usepackage usercode userdata userid userinfo userland username utcoffset util utilities
utilize utime uvloop valgrind valid validate validation validator validity vals valuefunc vander vararg varchar
variability variable variadic variance variant variation varied variety varius varname vars vary vault vcruntime
vcvarsall vdot vecdot vecs vectorcall vectorization vectorize vehicula velit velocity veniam venv verb verbatim
verboptions verbose verbosity verification verified verifier verify versa verse versionadded versionchanged versus
vertical vertices veto vexing vfpdef viable vice view viewer viewonly ville violate violation virtual virtualenv
visibility visualises visualization visualize visually vital vocab vocabulary void volatile volume voluptate vowel
vsplit vstack vswhere vtable vulnerability vulnerable vulputate wadllib waitpid wake wakeup wall walrus wasn watcher
wbond wcwidth wday weaker weakref webbrowser webencodings webhook webm webp webrtc website websocket wedge weekmask
weibull weight weirdness weren wget whatsoever whence whenever whereas whereby wherein wherever whichever whilst
whitelist whitespace widen wider widest widget width wiki wildcard wincon winning wins wintypes withdrawn woff woken
wont wording words workaround workflow workload workspace worthwhile wouldn wrapcode wrapper wrapt writable writeable
writeframes writeframesraw writelines writeonly writer written wsgi wstokentype xdeg xdist xfail xhigh xmin xmlrpclib
xoffset xrange xterm xztar yanked yarl yday ydeg yield yoffset younger yourfilter yourformatter yourlexer yourmodule
yourstyle ystep zdeg zeroth zimports zinfo zipapp zipfile zipimport zipimporter zipped zlib zombies zoneinfo zope
"""
